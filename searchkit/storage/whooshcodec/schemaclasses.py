"""Which classes, functions and values may a schema on disk be made of? These, and nothing else."""

import struct
from collections.abc import Callable, Mapping
from typing import Any

from whoosh import analysis, columns, fields, formats
from whoosh.lang import lovins, paicehusk, porter, porter2

from searchkit.storage.schema import ArticleAnalyzer

FIELDS: tuple[type[fields.FieldType], ...] = (
    fields.FieldType, fields.FieldWrapper, fields.ID, fields.IDLIST, fields.NUMERIC, fields.DATETIME, fields.BOOLEAN,
    fields.STORED, fields.COLUMN, fields.KEYWORD, fields.TEXT, fields.SpellField, fields.NGRAM, fields.NGRAMWORDS,
    fields.ReverseField,
)  # fmt: skip
FORMATS: tuple[type[formats.Format], ...] = (
    formats.Existence, formats.Frequency, formats.Positions, formats.Characters, formats.PositionBoosts,
    formats.CharacterBoosts,
)  # fmt: skip
COLUMNS: tuple[type[columns.Column], ...] = (
    columns.VarBytesColumn, columns.FixedBytesColumn, columns.RefBytesColumn, columns.NumericColumn, columns.BitColumn,
    columns.CompressedBytesColumn, columns.CompressedBlockColumn, columns.StructColumn, columns.ClampedNumericColumn,
    columns.PickleColumn, columns.VarBytesListColumn, columns.FixedBytesListColumn,
)  # fmt: skip
ANALYZERS: tuple[type[analysis.Composable], ...] = (
    analysis.BiWordFilter, analysis.CharsetFilter, analysis.CharsetTokenizer, analysis.CJKFilter,
    analysis.CompoundWordFilter, analysis.analyzers.CompositeAnalyzer, analysis.DelimitedAttributeFilter,
    analysis.DoubleMetaphoneFilter, analysis.IDTokenizer, analysis.IntraWordFilter, analysis.LoggingFilter,
    analysis.LowercaseFilter, analysis.MultiFilter, analysis.NgramFilter, analysis.NgramTokenizer,
    analysis.NormalizingRegexTokenizer, analysis.PassFilter, analysis.PathTokenizer, analysis.PyStemmerFilter,
    analysis.RegexTokenizer, analysis.ReverseTextFilter, analysis.ShingleFilter, analysis.StemFilter,
    analysis.StopFilter, analysis.StripFilter, analysis.SubstitutionFilter, analysis.TeeFilter, ArticleAnalyzer,
)  # fmt: skip


def _class_name(cls: type) -> str:
    """`whoosh.fields:TEXT`; analyzers by the package that documents them, wherever in it they stand."""
    module = "whoosh.analysis" if cls.__module__.startswith("whoosh.analysis.") else cls.__module__
    return f"{module}:{cls.__qualname__}"


CLASSES: Mapping[str, type] = {_class_name(cls): cls for cls in (*FIELDS, *FORMATS, *COLUMNS, *ANALYZERS)}
CLASS_NAMES: Mapping[type, str] = {cls: name for name, cls in CLASSES.items()}
TYPES: Mapping[str, type] = {cls.__name__: cls for cls in (int, float, str, bool)}
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "whoosh.lang.porter:stem": porter.stem,
    "whoosh.lang.porter2:stem": porter2.stem,
    "whoosh.lang.lovins:stem": lovins.stem,
    "whoosh.lang.paicehusk:stem": paicehusk.stem,
}

DERIVED = frozenset(("_stem", "_struct"))
"""Attributes that are made anew from the others."""


def _kind(*kinds: type | None) -> Callable[[Any], bool]:
    allowed = tuple(type(None) if kind is None else kind for kind in kinds)
    return lambda value: isinstance(value, allowed)


def _struct_spec(value: Any) -> bool:
    try:
        return isinstance(value, str) and struct.calcsize(value) <= 1 << 16
    except struct.error:
        return False


CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "analyzer": _kind(analysis.Composable, None),
    "format": _kind(formats.Format, None),
    "vector": _kind(formats.Format, bool, None),
    "column_type": _kind(columns.Column, None),
    "subfield": _kind(fields.FieldType),
    "_child": _kind(columns.Column),
    "sortable_typecode": lambda value: value in ("B", "H", "I", "Q", None),
    "_typecode": lambda value: isinstance(value, str) and len(value) == 1 and value in "bBhHiIlLqQfd",
    "_spec": _struct_spec,
    "_module": lambda value: value in ("zlib", "bz2", "lzma"),
    "_fixedlen": lambda value: isinstance(value, int) and 0 <= value <= 1 << 20,
    "lang": _kind(str, None),
    "stemfn": callable,
    "items": _kind(list),
    "name_prefix": _kind(str),
    "spelling_prefix": _kind(str),
}
"""What an attribute of this name must be, wherever its value is used before anybody looks at it."""


def remade(value: Any) -> Any:
    """The object with its derived attributes; `value` has all the others."""
    if isinstance(value, fields.NUMERIC):
        value._struct = struct.Struct(f">{value.sortable_typecode}")
    elif isinstance(value, analysis.PyStemmerFilter):
        value._stem = value._get_stemmer_fn()
    elif isinstance(value, analysis.StemFilter):
        value.clear()
    return value
