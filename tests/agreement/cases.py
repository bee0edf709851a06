"""Random worlds with instances of their specifications."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from tests.agreement.instances import texts
from tests.agreement.judges import Instance
from tests.agreement.specifications import worlds
from tests.agreement.worlds import Document, value_types

MOST = 40
"""Instances of a world."""
ROUND = 10
"""Worlds that Hypothesis makes in one go: after ten it would vary those that it has."""


@dataclass(frozen=True, slots=True)
class Case:
    """Specifications, and instances to be judged."""

    documents: list[Document]
    instances: list[Instance]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A world and some instances of its specifications."""
    documents = draw(worlds())
    types = value_types(documents)
    pairs = st.sampled_from(sorted(types)).flatmap(
        lambda type_: st.tuples(st.just(type_), texts(types[type_], types))
    )
    count = draw(st.integers(1, MOST))
    return Case(documents, draw(st.lists(pairs, min_size=count, max_size=count)))


def random_cases(seed: int) -> Iterator[Case]:
    """Cases without an end, always the same for a seed; no pair of documents and instance is there twice."""
    seen: set[int] = set()
    round_ = 0
    while True:
        for case in _round(seed * 1_000_003 + round_):
            new = _only_new(case, seen)
            if new.instances:
                yield new
        round_ += 1


def _round(seed: int) -> list[Case]:
    found: list[Case] = []

    @seeded(seed)
    @settings(
        database=None,
        deadline=None,
        max_examples=ROUND,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases())
    def collect(case: Case) -> None:
        found.append(case)

    collect()
    return found


def _only_new(case: Case, seen: set[int]) -> Case:
    """The case without what was seen before."""
    documents = json.dumps(case.documents)
    new = {hash((documents, pair)): pair for pair in case.instances}
    new = {key: pair for key, pair in new.items() if key not in seen}
    seen.update(new)
    return Case(case.documents, [*new.values()])
