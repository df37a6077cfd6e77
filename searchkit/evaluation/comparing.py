"""Whether one ranking is better than another, or only looks so by chance."""

from collections.abc import Mapping
from statistics import fmean
from typing import Any

import numpy as np
import numpy.typing as npt

from searchkit.errors import EvaluationError
from searchkit.model.judging import Comparison

FloatArray = npt.NDArray[np.float64]
Values = Mapping[str, Mapping[str, float]]
"""What `measure_run` gives: the value of each measure for each query."""

FLIPS = 10_000
"""How often the randomisation test deals values out anew; up to 13 queries it tries all ways there are."""

_SEED = 20_061_116
_SAME = 1e-9
_BATCH = 500


def compare(ours: Values, theirs: Values) -> tuple[Comparison, ...]:
    """For each measure how our values differ from theirs, and how likely that is by chance alone.

    Both were measured over the same queries, with the same measures. The tests are Student's paired t-test and
    Fisher's randomisation test, two-sided; which of them suits rankings: Smucker, Allan and Carterette, CIKM 2007.
    Raises EvaluationError where queries or measures differ, or scipy is missing.
    """
    if not ours or ours.keys() != theirs.keys():
        raise EvaluationError("only what was measured over the same queries can be compared")
    measures = list(next(iter(ours.values())))
    if any(list(row) != measures for row in (*ours.values(), *theirs.values())):
        raise EvaluationError("only what was measured with the same measures can be compared")
    return tuple(_compared(measure, ours, theirs) for measure in measures)


def _compared(measure: str, ours: Values, theirs: Values) -> Comparison:
    first = [row[measure] for row in ours.values()]
    second = [theirs[query][measure] for query in ours]
    differences = np.array(first) - np.array(second)
    differences[abs(differences) < _SAME] = 0
    return Comparison(
        measure=measure,
        mean=fmean(first),
        other_mean=fmean(second),
        wins=int((differences > 0).sum()),
        ties=int((differences == 0).sum()),
        losses=int((differences < 0).sum()),
        t_test_p=_t_test_p(differences),
        randomisation_p=_randomisation_p(differences),
        differences=dict(zip(ours, differences.tolist(), strict=True)),
    )


def _t_test_p(differences: FloatArray) -> float | None:
    if len(differences) < 2 or differences.std() < _SAME:
        return None
    return float(_stats().ttest_1samp(differences, 0).pvalue)


def _randomisation_p(differences: FloatArray) -> float:
    """How often the mean is as far from 0 when it is thrown for each query which of the two runs has which value."""
    if len(differences) < 2 or not differences.any():
        return 1.0
    tested = _stats().permutation_test(
        (differences,),
        lambda values, axis: values.mean(axis=axis),
        permutation_type="samples",
        n_resamples=FLIPS,
        batch=_BATCH,
        vectorized=True,
        rng=_SEED,
    )
    return float(tested.pvalue)


def _stats() -> Any:
    try:
        from scipy import stats  # noqa: PLC0415 -- of the extra, and 1 s
    except ImportError as error:
        raise EvaluationError("comparing needs scipy: pip install 'searchkit[eval]'") from error
    return stats
