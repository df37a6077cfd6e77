"""Which matches to show where there is no room for all: the most different ones, then the most, then early ones."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from searchkit.model import Span
from searchkit.render.marked import Marked

BETWEEN = " … "
"""What stands where something is left out between two runs."""

# The first matches are looked for in windows of all the room and of a third of it: in a wide one stand the most of
# them together, a narrow one leaves room for others that stand far away.
_SEED_SHARES = (1, 3)


def chosen_runs(marked: Marked, room: int, context: int, *, new_runs: bool, close: bool) -> list[Span]:
    """Runs of matches, in text order, that fit into `room` code points with `context` on either side of each.

    `new_runs` says whether a mere repetition may get a run of its own, `close` whether what is left of the room
    is used to show what lies between two runs. Where the least there is does not fit, it is given all the same.
    """
    if not marked.spans:
        return []
    choices = [_Choice(marked, room, context, room // share) for share in _SEED_SHARES]
    for choice in choices:
        choice.add_repetitions(new_runs)
    best = max(choices, key=lambda choice: (choice.count_words(), len(choice.numbers)))
    if best.count_words() < len(set(best.words)):
        bare = _Choice(marked, room, 0, room // _SEED_SHARES[-1])
        best = max(best, bare, key=_Choice.count_words)
    return best.runs(close)


def runs_of(spans: Sequence[Span], reach: int) -> list[Span]:
    """From the first to the last of spans of which each lies at most `reach` behind the one before."""
    runs = [spans[0]]
    for span in spans[1:]:
        if span.start - runs[-1].end <= reach:
            runs[-1] = Span(runs[-1].start, span.end)
        else:
            runs.append(span)
    return runs


class _Choice:
    """Spans that are to be shown, by number, and the room they leave.

    What lies between two of them is shown or left out, whichever takes less room. It begins with a window
    of `width`, and with every other word for which there is room elsewhere.
    """

    def __init__(self, marked: Marked, room: int, context: int, width: int) -> None:
        self.spans = marked.spans
        self.words = [marked.text[start:end].casefold() for start, end in marked.spans]
        self.context = context
        self.reach = 2 * context + len(BETWEEN)
        self.left = room - 2 * context
        self.numbers: list[int] = []
        self._add_window(width)
        self._add_other_words()

    def count_words(self) -> int:
        """How many different words are to be shown."""
        return len({self.words[number] for number in self.numbers})

    def _add_window(self, width: int) -> None:
        """Takes the window of at most `width` that holds the most different words, then matches; the first of those."""
        best, best_worth = (0, 0), (0, 0)
        inside: Counter[str] = Counter()
        first = 0
        for last, (_, end) in enumerate(self.spans):
            inside[self.words[last]] += 1
            while first < last and end - self.spans[first].start > width:
                inside[self.words[first]] -= 1
                if not inside[self.words[first]]:
                    del inside[self.words[first]]
                first += 1
            worth = (len(inside), last - first + 1)
            if worth > best_worth:
                best, best_worth = (first, last), worth
        self.numbers = list(range(best[0], best[1] + 1))
        kept = [self.spans[number] for number in self.numbers]
        self.left -= sum(end - start for start, end in kept)
        self.left -= sum(self._between(a, b) for a, b in pairwise(kept))

    def _add_other_words(self) -> None:
        """Adds each missing word where it takes the least room; those that stand in few places come first."""
        places: dict[str, list[int]] = {}
        for number, word in enumerate(self.words):
            places.setdefault(word, []).append(number)
        shown = {self.words[number] for number in self.numbers}
        missing = [numbers for word, numbers in places.items() if word not in shown]
        for numbers in sorted(missing, key=len):
            number = min(numbers, key=self._cost)
            if self._cost(number) <= self.left:
                self._add(number)

    def add_repetitions(self, new_runs: bool) -> None:
        """Adds what else fits, from the cheapest on."""
        shown = set(self.numbers)
        others = [(self._cost(number), number) for number in range(len(self.spans)) if number not in shown]
        for _, number in sorted(others):
            cost = self._cost(number)
            if cost <= self.left and (new_runs or not self._alone(number)):
                self._add(number)

    def runs(self, close: bool) -> list[Span]:
        """The chosen spans, joined where what lies between them is shown."""
        runs = runs_of([self.spans[number] for number in self.numbers], self.reach)
        return runs_of(runs, self._widest_shown(runs)) if close else runs

    def _widest_shown(self, runs: Sequence[Span]) -> int:
        """The widest gap between two runs that can be shown together with all that are not wider."""
        gaps = sorted(right.start - left.end for left, right in pairwise(runs))
        left = self.left + self.context  # what lies between matches goes before half of what lies around them
        for gap in gaps:
            left -= gap - self.reach
            if left < 0:
                return max((other for other in gaps if other < gap), default=self.reach)
        return max(gaps, default=self.reach)

    def _add(self, number: int) -> None:
        self.left -= self._cost(number)
        insort(self.numbers, number)

    def _cost(self, number: int) -> int:
        """How much room it takes to show this span, too."""
        span = self.spans[number]
        before, after = self._neighbours(number)
        cost = span.end - span.start
        if before:
            cost += self._between(before, span)
        if after:
            cost += self._between(span, after)
        if before and after:
            cost -= self._between(before, after)
        return cost

    def _alone(self, number: int) -> bool:
        """Whether it would be a run of its own."""
        span = self.spans[number]
        before, after = self._neighbours(number)
        far_behind = before is None or span.start - before.end > self.reach
        return far_behind and (after is None or after.start - span.end > self.reach)

    def _neighbours(self, number: int) -> tuple[Span | None, Span | None]:
        index = bisect_left(self.numbers, number)
        before = self.spans[self.numbers[index - 1]] if index else None
        return before, self.spans[self.numbers[index]] if index < len(self.numbers) else None

    def _between(self, left: Span, right: Span) -> int:
        return min(right.start - left.end, self.reach)
