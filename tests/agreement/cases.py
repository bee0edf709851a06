"""Random worlds with instances of their specifications."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from tests.agreement.instances import texts
from tests.agreement.judges import Instance
from tests.agreement.specifications import worlds
from tests.agreement.worlds import Document, value_types

MOST = 40
"""Instances of a world."""


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
