"""Which paragraphs of an article are none of its story? What its source repeats in distinct stories, and a few rules.

Traits are taken of each article by itself, counted, and judged once enough of the archive was counted.
"""

from searchkit.extract.boilerplate.marking import Mark, Verdict
from searchkit.extract.boilerplate.table import BoilerplateTable, LearntBoilerplate
from searchkit.extract.boilerplate.tablefile import TableFormatError, table_from_bytes, table_to_bytes
from searchkit.extract.boilerplate.traits import Traits, traits_of

__all__ = [
    "BoilerplateTable",
    "LearntBoilerplate",
    "Mark",
    "TableFormatError",
    "Traits",
    "Verdict",
    "table_from_bytes",
    "table_to_bytes",
    "traits_of",
]
