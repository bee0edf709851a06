"""Many random worlds before the judges, from a seed."""

from __future__ import annotations

import traceback
import warnings

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.agreement.agreement import Counts, Disagreement, compare
from tests.agreement.cases import Case, cases
from tests.agreement.reduce import reduced
from tests.agreement.verdicts import refused

ROUND = 50
"""Worlds that Hypothesis makes in one go."""


def judge(pairs: int, seed_: int, counts: Counts) -> Disagreement | None:
    """Judge at least so many pairs of a specification and an instance; the first disagreement, reduced."""
    round_ = 0
    while counts.pairs.total() < pairs:
        found = _judge_round(seed_ * 1_000_003 + round_, counts)
        if found is not None:
            return _smallest(found)
        round_ += 1
    return None


def _judge_round(seed_: int, counts: Counts) -> Disagreement | None:
    found: list[Disagreement] = []

    @seed(seed_)
    @settings(
        database=None,
        deadline=None,
        max_examples=ROUND,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases())
    def judge_case(case: Case) -> None:
        if found:
            return
        try:
            _compare(case, counts)
        except Disagreement as error:
            found.append(error)

    judge_case()
    return found[0] if found else None


def _compare(case: Case, counts: Counts) -> None:
    """Raises Disagreement, also where generated code cannot be loaded or breaks."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            compare(case.documents, case.instances, counts)
        except Disagreement:
            raise
        except Exception as error:
            why = f"{type(error).__name__} instead of verdicts"
            said = {"python": refused(traceback.format_exc())}
            raise Disagreement(case.documents, case.instances[0], said, why) from error


def _smallest(found: Disagreement) -> Disagreement:
    """The same disagreement about less."""
    smallest = found

    def still_fails(case: tuple[list[dict[str, object]], tuple[str, str]]) -> bool:
        nonlocal smallest
        try:
            _compare(Case(case[0], [case[1]]), Counts())
        except Disagreement as error:
            if error.why == found.why:
                smallest = error
                return True
        return False

    reduced(found.case, still_fails)
    return smallest
