"""The pages of a planted archive: articles that answer a question, and those that only look as if they did."""

from collections.abc import Callable, Sequence

from bench.judged.planted_facts import Fact, Told, Writer, parts, told

Page = tuple[str, Told]
"""Title and body; where the answer stands in the body, if it has it."""

_FROM_CAST = 0.6
_LENGTHS = (3, 7, 18)  # paragraphs


def background(writer: Writer) -> Page:
    """An article about nothing that is asked for."""
    section = writer.pick("lists", "section")
    return _title(writer, section), _joined(_paragraphs(writer, section, writer.chance.choice(_LENGTHS)))


def answering(writer: Writer, fact: Fact) -> Page:
    """About the fact, or about something else with the fact in passing; short or long."""
    section = writer.pick("lists", "section")
    count = writer.chance.choice(_LENGTHS)
    paragraphs = _paragraphs(writer, section, count)
    is_in_passing = writer.chance.random() < 0.4
    if is_in_passing:
        title, at = _title(writer, section), writer.chance.randrange(count // 3, count)
    else:
        title = writer.fill(writer.chance.choice(fact.frame["title"]), fact.values)
        at = writer.chance.randrange(min(3, count))
        for place in writer.chance.sample(range(count), min(3, count)):
            paragraphs[place].append(_said(writer, "echo", writer.chance.choice(parts(fact))))
    before = " ".join(paragraphs[at][:1])
    answer = told(writer, fact)
    shift = len(before) + 1 + sum(len(" ".join(paragraph)) + 2 for paragraph in paragraphs[:at])
    paragraphs[at] = [before, answer.text, *paragraphs[at][1:]]
    return title, Told(_joined(paragraphs).text, shift + answer.start, shift + answer.end)


def follow_up(writer: Writer, fact: Fact) -> Page:
    """About the same matter, without the answer."""
    section = writer.pick("lists", "section")
    paragraphs = _paragraphs(writer, section, writer.chance.choice(_LENGTHS))
    pieces = parts(fact)
    paragraphs[0].insert(0, f"{_said(writer, 'open', pieces[0])} {_said(writer, 'echo', pieces[1])}")
    return writer.fill(writer.chance.choice(fact.frame["title"]), fact.values), _joined(paragraphs)


def scattered(writer: Writer, fact: Fact) -> Page:
    """All that the fact is about, several times, but never in one paragraph."""
    section = writer.pick("lists", "section")
    paragraphs = _paragraphs(writer, section, writer.chance.choice(_LENGTHS[1:]))
    pieces = parts(fact)
    for place in range(len(paragraphs)):
        if writer.chance.random() < 0.7:
            paragraphs[place].append(_said(writer, "sentence", pieces[place % len(pieces)]))
    return _title(writer, section), _joined(paragraphs)


def misleading(writer: Writer, fact: Fact) -> Page:
    """A title of which the article holds nothing."""
    section = writer.pick("lists", "section")
    return _naming(writer, "misleading", fact), _joined(_paragraphs(writer, section, 4))


def roundup(writer: Writer, fact: Fact) -> Page:
    """A long page of news in brief from everywhere, with all that the fact is about in its corners."""
    pieces = parts(fact)
    paragraphs = []
    for place in range(writer.chance.randint(16, 24)):
        paragraph = _paragraphs(writer, writer.pick("lists", "section"), 1)[0]
        if place % 3 == 0:
            paragraph.append(_said(writer, "sentence", pieces[place // 3 % len(pieces)]))
        paragraphs.append(paragraph)
    return writer.fill("News in brief from {town} and {town2}"), _joined(paragraphs)


def listing(writer: Writer, fact: Fact) -> Page:
    """A programme or a table: rows of names, the fact's among them."""
    rows = []
    for _ in range(writer.chance.randint(12, 36)):
        known = {"part": writer.chance.choice(parts(fact))} if writer.chance.random() < 0.3 else {}
        thing = writer.pick("lists", writer.chance.choice(("thing", "firm", "relic", "crop", "river", "body")))
        rows.append(writer.fill(writer.pick("mentions", "row"), {"part": thing} | known))
    return _naming(writer, "listing", fact), Told("\n".join(rows))


def stub(writer: Writer, fact: Fact) -> Page:
    """Next to nothing but the words."""
    return "", Told(_naming(writer, "stub", fact))


LOOKALIKES: Sequence[Callable[[Writer, Fact], Page]] = (scattered, misleading, roundup, listing, stub)


def _paragraphs(writer: Writer, section: str, count: int) -> list[list[str]]:
    """Sentences of so many paragraphs, which come back to the same names now and then."""
    cast, templates = writer.cast(), writer.sentences(section)
    return [
        [_sentence(writer, next(templates), cast) for _ in range(writer.chance.randint(2, 4))] for _ in range(count)
    ]


def _sentence(writer: Writer, template: str, cast: dict[str, str]) -> str:
    known = {name: value for name, value in cast.items() if writer.chance.random() < _FROM_CAST}
    return writer.fill(template, known)


def _title(writer: Writer, section: str) -> str:
    return writer.fill(writer.pick("titles", section))


def _said(writer: Writer, kind: str, part: str) -> str:
    return writer.fill(writer.pick("mentions", kind), {"part": part})


def _naming(writer: Writer, kind: str, fact: Fact) -> str:
    """A line that names two things of the fact."""
    pieces = " and ".join(writer.chance.sample(parts(fact), 2))
    return writer.fill(writer.pick("mentions", kind), {"parts": pieces})


def _joined(paragraphs: Sequence[Sequence[str]]) -> Told:
    return Told("\n\n".join(" ".join(sentences) for sentences in paragraphs))
