"""The terms and forms of a segment in the making, and what each unit of text that was seen consists of."""

from collections import defaultdict
from itertools import compress, count, islice, repeat
from sys import getsizeof

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.characters import Positions
from searchkit.analysis.keys import PAIR_TAG, KeyTable, UnitKeys, Words, may_be_wide
from searchkit.analysis.languages import stemming_like
from searchkit.analysis.pieces import Pieces, SortedPieces, pieces_of_pairs, pieces_of_units
from searchkit.analysis.tokens import MAX_TERM_CHARS, fold_words, pair_terms, term_of, terms_of_folded
from searchkit.analysis.unit_tokens import FORM, TERM, WORDS, Compounds, Rows
from searchkit.analysis.units import Units

Numbers = NDArray[np.uint32]

_ENTRY_BYTES = 96  # of one short word and its number, as Python keeps them


class Lexicon:
    """Numbers terms and forms, always in the same order for the same texts.

    `terms` is term number to term, `forms` form number to written shape, `form_terms` (forms,) form number to
    term number: the same shape of another term is another form. All it keeps, `size_bytes`, grows with the
    different words of the texts it has seen, without bound.
    """

    def __init__(self) -> None:
        self.terms: list[str] = []
        self.forms: list[str] = []
        self.compounds = Compounds()
        self._form_rows = Rows(2)  # term number, and the tag under which it is the term of this very spelling, or 0
        self._term_numbers: dict[str, int] = defaultdict(count().__next__)
        self._form_numbers: dict[str, int] = {}
        self._further_forms: dict[tuple[str, int], int] = {}  # of shapes that already are the form of another term
        self._ways: list[tuple[str, bool]] = []  # language and whether to stem, of each tag from 1 on
        self._keys = UnitKeys()
        self._known = KeyTable()
        self._learning = False

    @property
    def form_terms(self) -> Numbers:
        return self._form_rows.rows[:, 0]

    @property
    def size_bytes(self) -> int:
        """About how much memory it takes."""
        arrays = self.compounds.size_bytes + self._form_rows.size_bytes + self._keys.size_bytes + self._known.size_bytes
        tables = [self.terms, self.forms, self._term_numbers, self._form_numbers, self._further_forms]
        return arrays + sum(map(getsizeof, tables)) + _ENTRY_BYTES * (len(self.terms) + len(self.forms))

    def tag(self, language: str, stem: bool) -> int:
        """The number of a way to analyse words; languages that stem alike share one."""
        way = (stemming_like(language) if stem else "", stem)
        if way not in self._ways:
            self._ways.append(way)
        return self._ways.index(way) + 1

    def unit_rows(self, data: bytearray, units: Units, tags: Words) -> Numbers:
        """The row of each unit (see `unit_tokens`); `tags` (units,) says how each is analysed.

        Raises RuntimeError if an earlier call did not come to its end: what it left behind would give wrong terms.
        """
        if self._learning:
            raise RuntimeError("this lexicon was interrupted while it learnt; analyse with a new one")
        self._learning = True
        rows = self._rows(data, units, tags)
        self._learning = False
        return rows

    def _rows(self, data: bytearray, units: Units, tags: Words) -> Numbers:
        tags[units.pairs] = PAIR_TAG
        keys = self._keys.keys(data, units, tags)
        kept, missing = self._known.find(keys)
        if len(missing):
            keys = keys.take(missing, axis=0)
            numbers, first, slots = self._known.add(keys)
            kinds = tags[missing[first]].astype(np.int64) * 2 + may_be_wide(keys.take(first, axis=0))
            learnt = self._learn(data, units, missing[first], kinds).view(np.uint64)
            self._known.keep(slots, learnt)
            kept[:, 0][missing], kept[:, 1][missing] = learnt.take(numbers, axis=0).T
        return kept.view(np.uint32)

    def _learn(self, data: bytearray, units: Units, new: Positions, kinds: Positions) -> Numbers:
        """The rows of new units; analyses all of one kind at once. A kind is twice the tag, and one more if it may
        hold characters outside ASCII: to fold and to stem ASCII takes a fraction of the time."""
        rows = np.empty((len(new), 4), np.uint32)
        text = data.decode("latin-1")  # a character a byte: to cut ASCII out of it is to decode it
        for kind in np.flatnonzero(np.bincount(kinds)).tolist():
            chosen, tag = np.flatnonzero(kinds == kind), kind // 2
            at = new[chosen]
            cuts = zip(units.starts[at].tolist(), units.ends[at].tolist(), strict=True)
            written = [text[start:end] for start, end in cuts]
            if kind % 2:
                written = "\n".join(written).encode("latin-1").decode().split("\n")
            pieces = pieces_of_pairs(written) if tag == PAIR_TAG else pieces_of_units(written)
            rows.view("V16")[:, 0][chosen] = self._rows_of(pieces, tag).view("V16")[:, 0]
        return rows

    def _rows_of(self, pieces: SortedPieces, tag: int) -> Numbers:
        """The rows of units of one tag."""
        rows = np.zeros((len(pieces.words), 4), np.uint32)
        rows[:, WORDS] = pieces.words
        numbers = pieces.single.places[0]
        rows[:, FORM][numbers], rows[:, TERM][numbers] = self._single_forms_of(pieces.single.forms, tag)
        if len(numbers) < len(rows):
            compounds = np.delete(np.arange(len(rows)), numbers)
            forms = np.concatenate([self._part_forms_of(pieces.parts, tag), self._odd_forms_of(pieces.odd, tag)])
            places = np.concatenate([pieces.parts.places, pieces.odd.places], axis=1)
            self.compounds.add(rows, compounds, places, np.stack([forms, self.form_terms[forms]], axis=1))
        return rows

    def _single_forms_of(self, words: list[str], tag: int) -> tuple[Positions, Numbers]:
        """The numbers of form and term of words that were not met under this tag, each its own form.

        Most are new forms. A number is lost to each of the others, which is cheaper than to ask for it before.
        """
        terms, first = self._terms_of(words, tag), len(self.forms)
        forms = np.fromiter(map(self._form_numbers.setdefault, words, count(first)), np.int64, len(words))
        self._keep_forms(words, terms, tag)
        for i in np.flatnonzero(self.form_terms[forms] != terms).tolist():
            forms[i] = self._further_forms.setdefault((words[i], int(terms[i])), first + i)
        return forms, terms

    def _keep_forms(self, forms: list[str], terms: Numbers, tag: int) -> None:
        """Gives forms the next numbers."""
        self.forms += forms
        self._form_rows.append(np.stack([terms, np.full(len(forms), tag, np.uint32)], axis=1))

    def _forms_of(self, forms: list[str], spellings: list[str], tag: int) -> Positions:
        """The numbers of distinct forms; only those this tag has not seen are analysed, all in one go."""
        found = np.fromiter(map(self._form_numbers.get, forms, repeat(-1)), np.int64, len(forms))
        unseen = found < 0
        unseen[~unseen] = self._form_rows.rows[found[~unseen], 1] != tag
        if unseen.any():
            chosen = unseen.tolist()
            terms = self._terms_of(list(compress(spellings, chosen)), tag)
            found[unseen] = self._numbered(list(compress(forms, chosen)), found[unseen], terms, tag)
        return found

    def _part_forms_of(self, pieces: Pieces, tag: int) -> Positions:
        """The number of each piece's form, which has one spelling."""
        spellings = dict(zip(pieces.forms, pieces.spellings, strict=True))
        found = self._forms_of(list(spellings), list(spellings.values()), tag)
        numbers = dict(zip(spellings, found.tolist(), strict=True))
        return np.fromiter(map(numbers.__getitem__, pieces.forms), np.int64, len(pieces.forms))

    def _terms_of(self, spellings: list[str], tag: int) -> Numbers:
        """The number of each spelling's term, a new one if need be."""
        if tag == PAIR_TAG:
            terms = pair_terms(spellings)
        else:
            terms = terms_of_folded(fold_words(spellings), *self._ways[tag - 1])
            if not all(terms):
                terms = [term or word[:MAX_TERM_CHARS] for term, word in zip(terms, spellings, strict=True)]
        return self._term_numbers_of(terms)

    def _term_numbers_of(self, terms: list[str]) -> Numbers:
        numbers = self._term_numbers
        found = np.fromiter(map(numbers.__getitem__, terms), np.uint32, len(terms))
        self.terms += [*islice(reversed(numbers), len(numbers) - len(self.terms))][::-1]
        return found

    def _numbered(self, forms: list[str], found: Positions, terms: Numbers, tag: int) -> Positions:
        """The numbers of distinct forms of these terms, new ones where `found` is -1 or the form of another term."""
        new = found < 0
        shapes = list(compress(forms, new.tolist()))
        found[new] = np.arange(len(self.forms), len(self.forms) + len(shapes))
        self._form_numbers.update(zip(shapes, count(len(self.forms)), strict=False))
        self._keep_forms(shapes, terms[new], tag)
        for i in np.flatnonzero(self.form_terms[found] != terms).tolist():
            found[i] = self._further_form(forms[i], int(terms[i]))
        return found

    def _odd_forms_of(self, pieces: Pieces, tag: int) -> Positions:
        """The number of each piece's form, which may have several spellings and so terms: one by one."""
        language, stem = self._ways[tag - 1] if pieces.forms else ("", False)
        terms = self._term_numbers_of([term_of(spelling, language, stem) for spelling in pieces.spellings])
        numbers = [self._odd_form(form, term) for form, term in zip(pieces.forms, terms.tolist(), strict=True)]
        return np.array(numbers, np.int64)

    def _odd_form(self, form: str, term: int) -> int:
        number = self._form_numbers.get(form)
        if number is None:
            number = self._form_numbers[form] = self._add_form(form, term)
        elif self.form_terms[number] != term:
            number = self._further_form(form, term)
        return number

    def _further_form(self, form: str, term: int) -> int:
        number = self._further_forms.get((form, term))
        if number is None:
            number = self._further_forms[form, term] = self._add_form(form, term)
        return number

    def _add_form(self, form: str, term: int) -> int:
        self.forms.append(form)
        self._form_rows.append(np.array([[term, 0]], np.uint32))
        return len(self.forms) - 1
