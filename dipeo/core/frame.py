"""A node while it runs, and whether it comes before another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .plan import Plan

Chain = tuple[tuple[str, int, int | None], ...]
"""A frame as JSON can say it: (diagram, step, item) of each frame, outermost first."""


class Frame:
    """Where a running node stands in its plan, and inside which other node's run that plan is. It never changes.

    In a worker process the frames around a batch are not there; `prefix` then says what they are called.
    """

    __slots__ = ("_address", "index", "item", "outer", "plan", "prefix")

    def __init__(
        self,
        plan: Plan,
        index: int,
        item: int | None,
        outer: Frame | None,
        prefix: str = "",
    ) -> None:
        self.plan = plan
        self.index = index
        self.item = item
        self.outer = outer
        self.prefix = prefix
        self._address = ""

    def of_item(self, item: int | None) -> Frame:
        """The frame of an item of this node, or of the node itself."""
        return Frame(self.plan, self.index, item, self.outer, self.prefix)

    def __str__(self) -> str:
        if not self._address:
            label = self.plan.steps[self.index].node.label
            name = label if self.item is None else f"{label}[{self.item}]"
            self._address = (
                f"{self.outer} / {name}" if self.outer else self.prefix + name
            )
        return self._address

    def frames(self) -> list[Frame]:
        """This frame and those around it, outermost first."""
        return [*(self.outer.frames() if self.outer else []), self]

    def comes_before(self, other: Any) -> bool:
        """Whether connections put this node before another."""
        for mine, theirs in zip(self.frames(), other.frames(), strict=False):
            if mine.index != theirs.index:
                return bool(theirs.plan.steps[theirs.index].before >> mine.index & 1)
            if mine.item != theirs.item:
                return False
        return False

    def chain(self) -> Chain:
        return tuple((f.plan.diagram.name, f.index, f.item) for f in self.frames())


def frame_of(
    chain: Chain,
    outer: Frame | None,
    load_plan: Callable[[str], Plan],
    around: dict[Chain, Frame],
) -> Frame:
    """The frame that a chain says, put inside `outer`. The frames `around` it are made once for all that they are around."""
    *others, (diagram, index, item) = chain
    if others:
        if (key := tuple(others)) not in around:
            around[key] = frame_of(key, outer, load_plan, around)
        outer = around[key]
    return Frame(load_plan(diagram), index, item, outer)
