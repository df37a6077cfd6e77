"""What the brackets, functions and names about a word say of it."""

from dataclasses import dataclass, replace

from searchkit.fields import BY_NAME, Kind
from searchkit.query.keywords import CASE_FUNCTIONS, FIELD_FUNCTIONS, NUMBER_FUNCTIONS
from searchkit.query.tokens import MAX_BOOST
from searchkit.query.typed import ANY_TEXT

_KINDS: dict[str, Kind] = {ANY_TEXT: "words", **{name: field.kind for name, field in BY_NAME.items()}}


@dataclass(frozen=True, slots=True)
class Scope:
    """The field, the wanted case and number, and the boost of the words in it; the inner one wins, boosts multiply."""

    field: str = ANY_TEXT
    case: str = ""
    number: str = ""
    boost: float = 1.0

    @property
    def kind(self) -> Kind:
        """The kind of the field."""
        return _KINDS[self.field]

    @property
    def index_field(self) -> str:
        """The field of the index that has its words."""
        return "body" if self.kind == "lead" else self.field

    def inside(self, field: str, function: str, boost: float) -> "Scope":
        """What holds inside of brackets with a field or function before them and a boost behind; "" for none."""
        if not field and not function and boost == 1.0:
            return self
        changes: dict[str, str] = {"field": field} if field else {}
        if function in FIELD_FUNCTIONS:
            changes["field"] = FIELD_FUNCTIONS[function]
        elif function in CASE_FUNCTIONS:
            changes["case"] = function
        elif function in NUMBER_FUNCTIONS:
            changes["number"] = function
        return replace(self, **changes, boost=min(round(self.boost * boost, 6), MAX_BOOST))

    def written(self, typed: str) -> str:
        """What to type outside of this scope for what was typed in it."""
        text = typed if self.field == ANY_TEXT else f"{self.field}:{typed}"
        text += boosted(self.boost)
        for function in filter(None, (self.number, self.case)):
            text = f"{function}({text})"
        return text

    def shape(self, word: str) -> str:
        """The shape that a word typed as exact must have; "" for one that need not be: see `exact.accepts`."""
        return f"{self.case}({word})" if self.case else word


def boosted(boost: float) -> str:
    """What is typed behind a word for its boost."""
    return "" if boost == 1.0 else "^" + f"{boost:.6f}".rstrip("0").rstrip(".")
