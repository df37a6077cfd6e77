"""The terms and forms of a segment in the making, and what each unit of text that was seen consists of."""

from collections import defaultdict
from itertools import compress, count, islice, repeat
from sys import getsizeof

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.characters import Positions
from searchkit.analysis.keys import PAIR_TAG, KeyTable, UnitKeys, Words
from searchkit.analysis.languages import stemming_like
from searchkit.analysis.pieces import Pieces, pieces_of_pairs, pieces_of_units
from searchkit.analysis.tokens import MAX_TERM_CHARS, fold_words, pair_terms, term_of, terms_of_folded
from searchkit.analysis.unit_tokens import Rows, UnitTokens
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
        self.units = UnitTokens()
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
        arrays = self.units.size_bytes + self._form_rows.size_bytes + self._keys.size_bytes + self._known.size_bytes
        tables = [self.terms, self.forms, self._term_numbers, self._form_numbers, self._further_forms]
        return arrays + sum(map(getsizeof, tables)) + _ENTRY_BYTES * (len(self.terms) + len(self.forms))

    def tag(self, language: str, stem: bool) -> int:
        """The number of a way to analyse words; languages that stem alike share one."""
        way = (stemming_like(language) if stem else "", stem)
        if way not in self._ways:
            self._ways.append(way)
        return self._ways.index(way) + 1

    def unit_numbers(self, data: bytearray, units: Units, tags: Words) -> Numbers:
        """The number of each unit, by which `units` knows its tokens; `tags` (units,) says how each is analysed.

        Raises RuntimeError if an earlier call did not come to its end: what it left behind would give wrong terms.
        """
        if self._learning:
            raise RuntimeError("this lexicon was interrupted while it learnt; analyse with a new one")
        self._learning = True
        numbers = self._numbers(data, units, tags)
        self._learning = False
        return numbers

    def _numbers(self, data: bytearray, units: Units, tags: Words) -> Numbers:
        if units.pairs is not None:
            tags = np.where(units.pairs, np.uint64(PAIR_TAG), tags)
        numbers, new = self._known.number(self._keys.keys(data, units, tags))
        if len(new):
            self._learn(data, units, new, tags)
        return numbers

    def _learn(self, data: bytearray, units: Units, new: Positions, tags: Words) -> None:
        """Analyses new units, all of one tag at once."""
        written = _written(data, units.starts[new], units.ends[new])
        tags = tags[new]
        first_number = self.units.grow(len(new))
        for tag in np.unique(tags).tolist():
            chosen = np.flatnonzero(tags == tag)
            of_tag = written if len(chosen) == len(written) else [written[i] for i in chosen.tolist()]
            pieces = pieces_of_pairs(of_tag) if tag == PAIR_TAG else pieces_of_units(of_tag)
            single = self._forms_of(pieces.single.forms, pieces.single.spellings, tag)
            parts, odd = self._part_forms_of(pieces.parts, tag), self._odd_forms_of(pieces.odd, tag)
            forms = np.concatenate([single, parts, odd])
            places = np.concatenate([kind.places for kind in pieces], axis=1)
            self.units.fill(first_number + chosen, places, self.form_terms[forms], forms)

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
        """The number of each spelling's term."""
        if tag == PAIR_TAG:
            return self._add_terms(pair_terms(spellings))
        language, stem = self._ways[tag - 1]
        plain = np.fromiter(map(str.isascii, spellings), np.bool_, len(spellings))
        numbers = np.empty(len(spellings), np.uint32)
        for kind in (plain, ~plain):  # to fold and to stem ASCII takes a fraction of the time
            words = list(compress(spellings, kind.tolist()))
            terms = terms_of_folded(fold_words(words), language, stem)
            if "" in terms:
                terms = [term or word[:MAX_TERM_CHARS] for term, word in zip(terms, words, strict=True)]
            numbers[kind] = self._add_terms(terms)
        return numbers

    def _add_terms(self, terms: list[str]) -> Numbers:
        """The number of each term, a new one if need be."""
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
        self.forms += shapes
        self._form_rows.append(np.stack([terms[new], np.full(len(shapes), tag, np.uint32)], axis=1))
        for i in np.flatnonzero(self.form_terms[found] != terms).tolist():
            found[i] = self._further_form(forms[i], int(terms[i]))
        return found

    def _odd_forms_of(self, pieces: Pieces, tag: int) -> Positions:
        """The number of each piece's form, which may have several spellings and so terms: one by one."""
        language, stem = self._ways[tag - 1] if pieces.forms else ("", False)
        terms = self._add_terms([term_of(spelling, language, stem) for spelling in pieces.spellings])
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


def _written(data: bytearray, starts: Positions, ends: Positions) -> list[str]:
    """The units that lie between these bytes."""
    text = data.decode("latin-1")  # a character a byte: to cut ASCII out of it is to decode it
    written = [text[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    wide = [i for i, unit in enumerate(written) if not unit.isascii()]
    if wide:
        decoded = "\n".join([written[i] for i in wide]).encode("latin-1").decode().split("\n")
        for i, unit in zip(wide, decoded, strict=True):
            written[i] = unit
    return written
