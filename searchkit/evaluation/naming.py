"""Names of measures as ir-measures writes them, `P(rel=2)@5`.

Read here and not by ir-measures, which does so with parts of `ast` that Python 3.14 no longer has, and which lets
numbers through that end the process in trec_eval's own code.
"""

import ast
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from searchkit.errors import EvaluationError
from searchkit.model.judging import MOST_RELEVANT

if TYPE_CHECKING:
    from ir_measures import Measure

_NAME = re.compile(r"(?P<name>\w+)(?:\((?P<parameters>.*)\))?(?:@(?P<at>\d+(?:\.\d+)?))?", re.ASCII)
_COUNTS = range(1, 2**31)
_GAINS = range(MOST_RELEVANT + 1)


def measure_named(name: str) -> "Measure":
    """The measure of this name; EvaluationError where there is none, or ir-measures is missing."""
    try:
        from ir_measures.measures import registry  # noqa: PLC0415 -- an extra that may be missing
    except ImportError as error:
        raise EvaluationError("measuring needs ir-measures: pip install 'searchkit[eval]'") from error
    match = _NAME.fullmatch(name.strip())
    plain = registry.get(match["name"]) if match else None
    if match is None or plain is None:
        raise EvaluationError(f"there is no measure {name!r}; write AP, nDCG@10, P(rel=2)@5; with {_known(registry)}")
    parameters = _parameters(match["parameters"] or "", name)
    if match["at"]:
        parameters[plain.AT_PARAM] = float(match["at"]) if "." in match["at"] else int(match["at"])
    measure: Measure = plain(**parameters)
    _check(measure, name)
    return measure


def _known(registry: Mapping[str, "Measure"]) -> str:
    """The names of all measures, without their other spellings."""
    return ", ".join(name for name, measure in registry.items() if name == measure.NAME)


def _parameters(text: str, name: str) -> dict[str, object]:
    try:
        call = ast.parse(f"f({text})", mode="eval").body
        if not isinstance(call, ast.Call) or call.args:
            raise ValueError("parameters have names")
        return {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in call.keywords}
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise EvaluationError(f"measure {name}: {text!r} cannot be read; write parameters as in P(rel=2)@5") from error


def _check(measure: "Measure", name: str) -> None:
    """Numbers out of range would end the process in trec_eval's own code."""
    needed = [key for key, known in measure.SUPPORTED_PARAMS.items() if known.required and key not in measure.params]
    if needed == [measure.AT_PARAM]:
        raise EvaluationError(f"measure {name} needs a number after it, as in {name}@10")
    if needed:
        raise EvaluationError(f"measure {name} needs {', '.join(needed)}, as in {name}({needed[0]}=1)")
    wrong = [key for key, value in measure.params.items() if not _valid(measure, key, value)]
    if wrong:
        raise EvaluationError(f"measure {name}: {wrong[0]} cannot be {measure.params[wrong[0]]!r}")


def _valid(measure: "Measure", key: str, value: Any) -> bool:
    known = measure.SUPPORTED_PARAMS.get(key)
    if known is None or not known.validate(value):
        return False
    if key == "gains":
        return all(isinstance(gain, int) and gain in _GAINS for gain in value.values())
    return key not in ("cutoff", "rel") or value in _COUNTS
