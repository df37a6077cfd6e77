"""Whatever Whoosh's own codec gives back of a segment, ours gives back."""

from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from whoosh import columns, fields
from whoosh.reading import IndexReader
from whoosh.util.numeric import byte_to_length, length_to_byte

from tests.storage.whooshpair import WORDS, Step, leaves, pair, plans, schema_of

Plan = tuple[dict[str, int], list[Step]]

AS = ("frequency", "weight", "positions", "characters", "position_boosts", "character_boosts")
few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def rounded(length: int) -> int:
    """A length as Whoosh's own codec keeps it, in a byte."""
    return int(byte_to_length(length_to_byte(length)))


def near(value: Any) -> Any:
    """Boosts are kept in 32 bits."""
    if isinstance(value, float):
        return float(f"{value:.5g}")
    return [near(one) for one in value] if isinstance(value, (list, tuple)) else value


def own(reader: IndexReader) -> Iterator[tuple[str, bytes]]:
    """The terms, but those of spelling fields: Whoosh puts all of these into document 0, once for each document."""
    return (term for term in reader.all_terms() if not term[0].startswith("spell_"))


@few
@given(plans())
def test_documents_are_the_same(plan: Plan) -> None:
    with pair(schema_of(plan[0]), plan[1]) as (theirs, ours):
        for one, other in zip(leaves(theirs), leaves(ours), strict=True):
            assert list(other.iter_docs()) == list(one.iter_docs())
            assert (other.doc_count(), other.doc_count_all()) == (one.doc_count(), one.doc_count_all())
            assert [other.is_deleted(doc) for doc in range(other.doc_count_all())] == [
                one.is_deleted(doc) for doc in range(one.doc_count_all())
            ]


@few
@given(plans())
def test_terms_and_their_statistics_are_the_same(plan: Plan) -> None:
    with pair(schema_of(plan[0]), plan[1]) as (theirs, ours):
        for one, other in zip(leaves(theirs), leaves(ours), strict=True):
            assert list(other.all_terms()) == list(one.all_terms())
            assert sorted(other.indexed_field_names()) == sorted(one.indexed_field_names())
            for term in own(one):
                assert statistics(other, term, exact=True) == statistics(one, term, exact=False)


def statistics(reader: IndexReader, term: tuple[str, bytes], exact: bool) -> list[Any]:
    found = reader.term_info(*term)
    lengths = found.min_length() or 0, found.max_length()
    return [
        near(found.weight()), near(found.max_weight()), found.doc_frequency(), found.min_id(), found.max_id(),
        [rounded(length) for length in lengths] if exact else list(lengths),
        near(reader.frequency(*term)), reader.doc_frequency(*term), term in reader,
    ]  # fmt: skip


@few
@given(plans())
def test_postings_are_the_same(plan: Plan) -> None:
    with pair(schema_of(plan[0]), plan[1]) as (theirs, ours):
        for one, other in zip(leaves(theirs), leaves(ours), strict=True):
            for term in own(one):
                assert postings(other, term) == postings(one, term)


def postings(reader: IndexReader, term: tuple[str, bytes]) -> list[Any]:
    matcher: Any = reader.postings(*term)
    format_: Any = reader.schema[term[0]].format
    known = [name for name in AS if matcher.supports(name)]
    found = []
    while matcher.is_active():
        values = [near(matcher.value_as(name)) for name in known]
        assert [near(format_.decode_as(name, matcher.value())) for name in known] == values
        found.append((matcher.id(), near(matcher.weight()), values))
        matcher.next()
    return found


@few
@given(plans())
def test_lengths_columns_and_vectors_are_the_same(plan: Plan) -> None:
    schema = schema_of(plan[0])
    with pair(schema, plan[1]) as (theirs, ours):
        for one, other in zip(leaves(theirs), leaves(ours), strict=True):
            docs = range(one.doc_count_all())
            for name, field in schema.items():
                lengths = [other.doc_field_length(doc, name) for doc in docs]
                assert list(map(rounded, lengths)) == [one.doc_field_length(doc, name) or 0 for doc in docs]
                if list(map(rounded, lengths)) == lengths:  # else Whoosh counts wrong once it has merged
                    assert other.field_length(name) == one.field_length(name)
                assert column(other, name, field) == column(one, name, field)
                vectors = [doc for doc in docs if field.vector and one.has_vector(doc, name)]
                assert [doc for doc in docs if field.vector and other.has_vector(doc, name)] == vectors
                for doc in vectors:
                    assert vector(other, doc, name) == vector(one, doc, name)


def column(reader: IndexReader, name: str, field: fields.FieldType) -> Any:
    if not field.column_type or not reader.has_column(name):
        return None
    plain = reader.column_reader(name, translate=False)
    docs = range(len(plain))
    found: list[Any] = [[plain[doc] for doc in docs]]
    if isinstance(field.column_type, columns.CompressedBytesColumn):  # which fails where a document has none
        return found
    found += [list(plain), list(plain.load())]
    if not isinstance(field.column_type, columns.WrappedColumn):  # which has no order, or fails where a list is empty
        found.append([plain.sort_key(doc) for doc in docs])
    if not isinstance(field, fields.DATETIME):  # which cannot translate the value of a document without a date
        found.append(repr(list(reader.column_reader(name))))
    if field.column_type.reversible:
        turned = reader.column_reader(name, reverse=True, translate=False)
        found.append([turned.sort_key(doc) for doc in docs])
    return found


def vector(reader: IndexReader, doc: int, name: str) -> list[Any]:
    matcher: Any = reader.vector(doc, name)
    found = []
    while matcher.is_active():
        values = [near(matcher.value_as(as_)) for as_ in AS if matcher.supports(as_)]
        found.append((matcher.id(), near(matcher.weight()), values))
        matcher.next()
    return found


@few
@given(plans())
def test_terms_are_walked_alike(plan: Plan) -> None:
    with pair(schema_of(plan[0]), plan[1]) as (theirs, ours):
        for one, other in zip(leaves(theirs), leaves(ours), strict=True):
            for name in one.indexed_field_names():
                assert list(other.lexicon(name)) == list(one.lexicon(name))
                assert list(other.terms_from(name, b"c")) == list(one.terms_from(name, b"c"))
                if one.schema[name].spellable:
                    assert walk(other, name) == walk(one, name)
                    for word in WORDS:
                        assert set(other.terms_within(name, word + "e", 2)) == set(
                            one.terms_within(name, word + "e", 2)
                        )
                        assert list(other.expand_prefix(name, word[:1])) == list(one.expand_prefix(name, word[:1]))


def walk(reader: IndexReader, name: str) -> list[Any]:
    cursor: Any = reader.cursor(name)
    found = [cursor.text(), cursor.next(), cursor.next(), cursor.find(b"c"), cursor.is_valid(), cursor.next()]
    return [*found, cursor.find(b"\xff" * 12), cursor.is_valid(), cursor.next(), cursor.first()]
