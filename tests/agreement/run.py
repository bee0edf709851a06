"""Many random worlds before the judges, from a seed."""

from __future__ import annotations

import traceback
import warnings

from tests.agreement.agreement import Counts, Disagreement, compare
from tests.agreement.cases import Case, random_cases
from tests.agreement.judges import Instance
from tests.agreement.reduce import reduced
from tests.agreement.verdicts import refused
from tests.agreement.worlds import Document


def judge(pairs: int, seed: int, counts: Counts) -> Disagreement | None:
    """Judge at least so many pairs of a specification and an instance; the first disagreement, reduced."""
    for case in random_cases(seed):
        try:
            _compare(case, counts)
        except Disagreement as found:
            return _smallest(found)
        if counts.pairs.total() >= pairs:
            break
    return None


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

    def still_fails(case: tuple[list[Document], Instance]) -> bool:
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
