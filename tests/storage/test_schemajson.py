"""A schema read back from JSON indexes texts as the one that was written."""

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from whoosh import analysis, columns, fields, formats
from whoosh.lang import stemmer_for_language
from whoosh.support.charset import accent_map, charset_table_to_dict, default_charset

from searchkit.errors import IndexDamagedError
from searchkit.storage import schema as article_schema
from searchkit.storage.whooshcodec import schemajson
from searchkit.storage.whooshcodec.schemaclasses import FUNCTIONS
from searchkit.storage.whooshcodec.schemajson import SchemaError, schema_from_json, schema_to_json

TEXT = "The Café's PowerShot-500, running greeneggs & St. Straße, 3.5 tons; a^2 Wi-Fi/日本語 RUNNING runner"
WORDS = r"\S+"

ANALYZERS: list[Any] = [
    analysis.StandardAnalyzer(stoplist=None, gaps=True, expression=re.compile("[ ,]+", re.IGNORECASE)),
    analysis.StandardAnalyzer(minsize=3, maxsize=9),
    analysis.SimpleAnalyzer(),
    analysis.StemmingAnalyzer(ignore=["running"], cachesize=-1),
    analysis.StemmingAnalyzer(stemfn=stemmer_for_language("de"), cachesize=None),
    analysis.StemmingAnalyzer(stemfn=FUNCTIONS["whoosh.lang.porter2:stem"]),
    analysis.FancyAnalyzer(),
    analysis.CJKAnalyzer(),
    *(analysis.LanguageAnalyzer(language) for language in ("de", "ru", "en", "ar")),
    analysis.KeywordAnalyzer(lowercase=True, commas=True),
    analysis.IDAnalyzer(lowercase=True),
    analysis.RegexTokenizer() | analysis.PyStemmerFilter("german"),
    analysis.RegexTokenizer() | analysis.CharsetFilter(accent_map),
    analysis.CharsetTokenizer({ord(char): char.lower() if char.isalpha() else None for char in TEXT}),
    analysis.NormalizingRegexTokenizer("NFKD", r"\w+") | analysis.LowercaseFilter(),
    analysis.PathTokenizer(),
    analysis.NgramAnalyzer(2, 3),
    analysis.NgramWordAnalyzer(2, 3, at="start"),
    analysis.RegexTokenizer(WORDS)
    | analysis.MultiFilter(index=analysis.IntraWordFilter(mergewords=True), query=analysis.IntraWordFilter())
    | analysis.LowercaseFilter()
    | analysis.CompoundWordFilter({"green", "eggs"}),
    analysis.RegexTokenizer(WORDS) | analysis.TeeFilter(analysis.PassFilter(), analysis.ReverseTextFilter()),
    analysis.RegexTokenizer(WORDS) | analysis.DelimitedAttributeFilter(type=float) | analysis.BiWordFilter("_"),
    analysis.RegexTokenizer() | analysis.ShingleFilter(3) | analysis.LoggingFilter(),
    analysis.RegexTokenizer() | analysis.DoubleMetaphoneFilter(combine=True),
    analysis.RegexTokenizer(WORDS) | analysis.SubstitutionFilter("-(.)", r"\1") | analysis.StripFilter(),
    article_schema()["body"].analyzer,
]

FIELDS: dict[str, tuple[fields.FieldType, Any]] = {
    "id": (fields.ID(unique=True, stored=True, sortable=True, field_boost=2.0), "a b"),
    "ids": (fields.IDLIST(expression=re.compile(r"[^|]+")), "a b|c"),
    "keyword": (fields.KEYWORD(commas=True, lowercase=True, scorable=True, vector=True), "A, b"),
    "small": (fields.NUMERIC(int, 8, signed=False, default=7, sortable=True), 200),
    "large": (fields.NUMERIC(int, 64, shift_step=0, sortable=True), -(2**62)),
    "real": (fields.NUMERIC(float, sortable=True), 1.5),
    "money": (fields.NUMERIC(Decimal, decimal_places=2), Decimal("3.14")),
    "date": (fields.DATETIME(sortable=True, stored=True), "20060131"),
    "flag": (fields.BOOLEAN(stored=True), "yes"),
    "grams": (fields.NGRAM(2, 3, queryor=True, phrase=True), "hello"),
    "word_grams": (fields.NGRAMWORDS(2, 3, at="end", tokenizer=analysis.RegexTokenizer(WORDS)), "hello there"),
    "spelled": (fields.TEXT(spelling=True, analyzer=analysis.StemmingAnalyzer(), chars=True), TEXT),
    "vector": (fields.TEXT(lang="fr", vector=formats.CharacterBoosts(field_boost=2.0)), TEXT),
    "reversed": (fields.ReverseField(fields.TEXT(sortable=columns.RefBytesColumn(default=b"-"))), TEXT),
    "plain": (
        fields.FieldType(formats.PositionBoosts(note=("x", b"y")), analysis.SimpleAnalyzer(), scorable=True),
        TEXT,
    ),
}
COLUMNS: list[columns.Column] = [
    columns.VarBytesColumn(), columns.FixedBytesColumn(3), columns.RefBytesColumn(2, b"ab"),
    columns.NumericColumn("d", default=-1.5), columns.BitColumn(), columns.CompressedBytesColumn(module="bz2"),
    columns.CompressedBlockColumn(), columns.StructColumn("!if", (1, 2.0)),
    columns.ClampedNumericColumn(columns.NumericColumn("B")), columns.PickleColumn(columns.VarBytesColumn()),
    columns.VarBytesListColumn(), columns.FixedBytesListColumn(2),
]  # fmt: skip


def again(schema: fields.Schema) -> fields.Schema:
    return schema_from_json(json.loads(json.dumps(schema_to_json(schema))))


def tokens(analyzer: Any, mode: str) -> list[Any]:
    flags = {"positions": True, "chars": True, "mode": mode, "boosts": True}
    return [(one.text, one.pos, getattr(one, "startchar", 0), one.boost) for one in analyzer(TEXT, **flags)]


@pytest.mark.parametrize("analyzer", ANALYZERS, ids=range(len(ANALYZERS)))
@pytest.mark.parametrize("mode", ["index", "query"])
def test_an_analyzer_gives_the_same_tokens(analyzer: Any, mode: str) -> None:
    schema = fields.Schema(text=fields.FieldType(formats.Positions(), analyzer))
    found = again(schema)["text"].analyzer
    assert tokens(found, mode) == tokens(analyzer, mode)


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_indexes_alike(name: str) -> None:
    field, value = FIELDS[name]
    schema = fields.Schema(**{name: field})
    found = again(schema)
    assert schema_to_json(found) == schema_to_json(schema)
    assert found.names() == schema.names()
    for part, own in schema.indexable_fields(name):
        assert list(found[part].index(value)) == list(own.index(value))
        assert found[part].column_type is None or vars(found[part].column_type) == vars(own.column_type)
        assert (found[part].stored, found[part].unique, found[part].vector) == (own.stored, own.unique, own.vector)


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: type(column).__name__)
def test_a_column_is_the_same(column: columns.Column) -> None:
    found = again(fields.Schema(c=fields.COLUMN(column)))["c"].column_type
    assert (type(found), repr(state(found))) == (type(column), repr(state(column)))


def state(column: Any) -> dict[str, Any]:
    return {name: state(one) if isinstance(one, columns.Column) else one for name, one in vars(column).items()}


def test_a_large_character_table_is_kept() -> None:
    table = charset_table_to_dict(default_charset)
    tokenizer: Any = analysis.CharsetTokenizer(table)
    schema = fields.Schema(t=fields.TEXT(analyzer=tokenizer))
    found: Any = again(schema)["t"].analyzer
    assert found.charmap == table


def test_dynamic_fields_match_as_before() -> None:
    schema = fields.Schema(id=fields.ID, stored=fields.STORED)
    schema.add("*_t", fields.TEXT(spelling=True, lang="en"), glob=True)
    schema.add("n[0-9]", fields.NUMERIC, glob=True)
    found = again(schema)
    names = ["a_t", "n1", "nx", "id", "stored"]
    assert [name for name in names if name in found] == [name for name in names if name in schema]
    assert all(found[name] == schema[name] for name in names if name in schema)
    assert list(found._dyn_fields) == list(schema._dyn_fields)


def test_the_schema_of_articles() -> None:
    assert schema_to_json(again(article_schema())) == schema_to_json(article_schema())


class _Own(analysis.Filter):
    pass


@pytest.mark.parametrize(
    ("field", "named"),
    [
        (fields.TEXT(analyzer=analysis.RegexTokenizer() | _Own()), "CompositeAnalyzer: of class _Own"),
        (fields.TEXT(analyzer=analysis.StemmingAnalyzer(stemfn=lambda word: word)), "StemFilter: .*lambda"),
        (type("Mine", (fields.TEXT,), {})(), "of class Mine"),
    ],
)
def test_what_is_not_whooshs_own_is_named(field: fields.FieldType, named: str) -> None:
    with pytest.raises(SchemaError, match=f"field 'body': .*{named}"):
        schema_to_json(fields.Schema(body=field))


def hostile(kind: str, **state: Any) -> Any:
    return {"fields": {"f": {"class": f"whoosh.{kind}", "state": state}}, "subfields": {}, "dynamic": {}}


def test_a_deep_value_is_an_error() -> None:
    deep: Any = []
    for _ in range(500):
        deep = [deep]
    with pytest.raises(IndexDamagedError):
        schema_from_json(hostile("fields:TEXT", spelling=deep))


@pytest.mark.parametrize(
    "value",
    [
        None, [], {}, {"fields": []}, {"fields": {"f": 1}, "subfields": {}, "dynamic": {}},
        hostile("index:FileIndex"), hostile("fields:Schema"), hostile("analysis:LowercaseFilter"),
        hostile("fields:TEXT", to_bytes={"function": "whoosh.lang.porter:stem"}),
        hostile("fields:TEXT", __class__="x"), hostile("fields:TEXT", analyzer={"function": "os:system"}),
        hostile("fields:TEXT", analyzer="text"), hostile("fields:COLUMN", column_type={"type": "int"}),
        hostile("fields:COLUMN", column_type={"class": "whoosh.columns:CompressedBytesColumn",
                                              "state": {"_level": 1, "_module": "os"}}),
        hostile("fields:NUMERIC", sortable_typecode="1000000000s"), hostile("fields:NUMERIC"),
        hostile("fields:TEXT", x={"pattern": "(", "flags": 32}),
        hostile("fields:TEXT", x={"pattern": "a", "flags": 128}),
        hostile("fields:TEXT", x={"pattern": "(" * 5000, "flags": 0}), hostile("fields:TEXT", x={"set": [[]]}),
        hostile("fields:TEXT", x={"stemmer": "xx"}), hostile("fields:TEXT", x={"float": "00"}),
        hostile("fields:TEXT", x={}),
        hostile("analysis:StemFilter", lang="xx", cachesize=0),
        hostile("analysis:PyStemmerFilter", lang="xx", cachesize=0),
        {"fields": {}, "subfields": {"a": ["b"]}, "dynamic": {}},
    ],
    ids=range(26),
)  # fmt: skip
def test_a_foreign_value_makes_nothing(value: Any) -> None:
    with pytest.raises(IndexDamagedError):
        schema_from_json(value)


def test_too_many_values_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemajson, "MAX_VALUES", 50)
    with pytest.raises(IndexDamagedError, match="too large"):
        schema_from_json(schema_to_json(article_schema()))
