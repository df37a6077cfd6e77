"""Written forms by their numbers, and what they have in common with their terms, against the same read one by one."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.storage import ends as stored_ends
from searchkit.storage.arrays import ArrayFile, ArrayFileWriter
from searchkit.storage.ends import Ends, EndsWriter
from searchkit.storage.forms import shortened
from searchkit.storage.texts import Texts, TextWriter
from searchkit.storage.writtenforms import WrittenForms

LENGTHS = st.integers(0, 6) | st.sampled_from([254, 255, 256, 1 << 16])
TEXT = st.text("abAéжЖк中𐐨", min_size=1, max_size=5)


def ends_of(path: Path, lengths: list[int]) -> Ends:
    with ArrayFileWriter(path) as writer:
        target = EndsWriter(writer, "n")
        target.write(np.array(lengths, np.uint32))
        writer.collect()
        target.finish()
        writer.finish({})
    return Ends(ArrayFile(path), "n")


@settings(max_examples=100, deadline=None)
@given(lengths=st.lists(LENGTHS, min_size=1, max_size=40), data=st.data(), apart=st.sampled_from([4, 64]))
def test_some_borders_and_items(
    tmp_path_factory: pytest.TempPathFactory, lengths: list[int], data: st.DataObject, apart: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stored_ends, "BORDERS_APART", apart)
        patch.setattr(stored_ends, "_MANY_EACH", data.draw(st.sampled_from([0, 40])))
        ends = ends_of(tmp_path_factory.mktemp("ends") / "ends", lengths)
        borders = [sum(lengths[:number]) for number in range(len(lengths) + 1)]
        numbers = sorted(data.draw(st.lists(st.integers(0, len(lengths)))))
        assert ends.some(np.array(numbers, np.int64)).tolist() == [borders[number] for number in numbers]
        if borders[-1]:
            places = sorted(data.draw(st.lists(st.integers(0, borders[-1] - 1))))
            assert ends.items_at(np.array(places, np.int64)).tolist() == [ends.item_at(place) for place in places]


Forms = dict[str, list[str]]


def written(path: Path, forms: Forms) -> WrittenForms:
    """The forms of terms, which ascend."""
    terms = [term.encode() for term in forms]
    counts = np.array([len(each) for each in forms.values()], np.int64)
    with ArrayFileWriter(path) as writer:
        texts, shorts, ends = TextWriter(writer, "t", "te"), TextWriter(writer, "s", "se"), EndsWriter(writer, "e")
        texts.write(terms)
        shorts.write_bytes(*shortened(terms, [form.encode() for each in forms.values() for form in each], counts))
        ends.write(counts)
        writer.collect()
        for target in (texts, shorts, ends):
            target.finish()
        writer.finish({})
    file = ArrayFile(path)
    return WrittenForms(Texts(file, "t", "te"), Ends(file, "e"), Texts(file, "s", "se"))


FORMS = st.dictionaries(TEXT, st.lists(TEXT, min_size=1, max_size=4, unique=True), min_size=1, max_size=8).map(
    lambda forms: {term: forms[term] for term in sorted(forms, key=str.encode)}
)


def lowered(form: str) -> str:
    """As far as it is told: ASCII, where the first letter is a capital, or all are."""
    letters = [char for char in form if char.isascii() and char.isalpha()]
    if form[0] in "AB" and len(form.encode()) > 1 and all(map(str.isupper, letters)):
        return "".join(char.lower() if char.isascii() else char for char in form)
    return (form[0].lower() if form[0].isascii() else form[0]) + form[1:]


def common(term: str, form: str) -> str:
    length = next((n for n, (a, b) in enumerate(zip(term, form, strict=False)) if a != b), min(len(term), len(form)))
    return term[:length]


def parted(written: WrittenForms, terms: int) -> list[tuple[str, bytes]]:
    """What each form has in common with its term, and what follows."""
    parts = written.parted(0, terms)
    found, raw = [], parts.terms.tobytes()
    for number, (begin, alike) in enumerate(zip(parts.begins.tolist(), parts.alike.tolist(), strict=True)):
        rest = parts.rests[parts.starts[number] : parts.starts[number + 1] - 1].tobytes()
        if parts.is_cut[number]:
            rest = lowered(written.texts(np.array([number]))[0]).encode()[alike:]
        found.append((raw[begin : begin + alike].decode(), rest))
    return found


def chr_of(first: np.uint32) -> str:
    return first.tobytes().rstrip(b"\0").decode()


@settings(max_examples=200, deadline=None)
@given(forms=FORMS, data=st.data())
def test_forms_by_their_numbers(tmp_path_factory: pytest.TempPathFactory, forms: Forms, data: st.DataObject) -> None:
    found = written(tmp_path_factory.mktemp("forms") / "forms", forms)
    pairs = [(number, term, form) for number, term in enumerate(forms) for form in forms[term]]
    numbers = sorted(data.draw(st.sets(st.integers(0, len(pairs) - 1))))
    chosen = np.array(numbers, np.int64)
    assert len(found) == len(pairs)
    assert found.owners(chosen).tolist() == [pairs[number][0] for number in numbers]
    assert found.texts(chosen) == [pairs[number][2] for number in numbers]
    shared = [common(term, lowered(form)) for _, term, form in pairs]
    assert parted(found, len(forms)) == [
        (text, lowered(form)[len(text) :].encode()) for text, (_, _, form) in zip(shared, pairs, strict=True)
    ]
    unlike = found.unlike()
    assert unlike.numbers.tolist() == [number for number, text in enumerate(shared) if not text]
    assert [chr_of(first) for first in unlike.firsts] == [
        lowered(form)[:1] for text, (_, _, form) in zip(shared, pairs, strict=True) if not text
    ]
    blob, borders = found.between(0, len(forms))
    assert blob.tobytes().decode() == "".join(form for _, _, form in pairs)
    assert np.diff(borders).tolist() == [len(form.encode()) for _, _, form in pairs]
    assert found.counts(np.arange(len(forms))).tolist() == [len(each) for each in forms.values()]
