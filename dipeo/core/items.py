"""The items of a batch: what is known of each, what running one comes to, and what all of them come to."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from dipeo.errors import NodeError

from .archive import Older
from .diagram import Batch
from .events import ItemEnded, ItemsBegun, ItemsCached
from .frame import Frame
from .item_log import ItemLog
from .memo import Unit
from .memory import Memory, Trace
from .plan import Branch, Inputs, Step
from .running import RunFailed, Scope
from .values import Value, json_text, list_text, put_together

Failure = NodeError | RunFailed
Ended = Value | Failure


def end_item(
    scope: Scope, step: Step, ports: Inputs, frame: Frame, trace: Trace, reason: str
) -> tuple[Ended, ItemEnded | None]:
    """Run one item: what came of it and, where it is not inside another item, all that happened in it."""
    is_inside = isinstance(scope.emit, ItemLog)
    log = scope.emit
    if not isinstance(log, ItemLog):
        log = ItemLog(str(frame), scope.world.live)
    ended: Ended
    try:
        output = scope.once(step, ports, frame, trace, reason, log)
        ended = output.value if isinstance(output, Branch) else output
    except (NodeError, RunFailed) as error:
        ended = error
    if is_inside:
        return ended, None
    assert frame.item is not None
    return ended, log.ended(str(frame.of_item(None)), frame.item)


class Items:
    """The items of one batch, and what has come of each so far."""

    def __init__(
        self,
        scope: Scope,
        step: Step,
        batch: Batch,
        ports: Inputs,
        frame: Frame,
        items: list[Any],
    ) -> None:
        self.scope = scope
        self.step = step
        self.batch = batch
        self.ports = ports
        self.frame = frame
        self.values = [self.value(item) for item in items]
        self.ended: list[Ended | None] = [None] * len(items)
        self.traces = [Trace() for _ in items]
        self.reused: dict[int, Unit] = {}
        self.reasons: dict[int, str] = {}

    def value(self, item: Any) -> Value:
        value = Value(item)
        value.maker = self.ports[self.batch.key].maker
        return value

    def begin(self, some: Sequence[int]) -> None:
        """Tell which items begin, if any, and let it be told which have ended. Inside another item, nobody looks."""
        if not isinstance(self.scope.emit, ItemLog):
            self.scope.emit(ItemsBegun(str(self.frame), tuple(some), time.time()))

    def run_here(self, at: int) -> None:
        self.begin((at,))
        self.run(at)

    def run(self, at: int) -> None:
        """One item, here."""
        frame = self.frame.of_item(at)
        ports = {**self.ports, self.batch.key: self.values[at]}
        trace, reason = self.traces[at], self.reasons.get(at, "")
        step, scope = self.step, self.scope
        self.ended[at], told = end_item(scope, step, ports, frame, trace, reason)
        if told is not None:
            scope.emit(told)

    # what came of it

    def failures(self) -> list[Failure]:
        return [end for end in self.ended if isinstance(end, NodeError | RunFailed)]

    def output(self) -> Value:
        """The batch's value, from its results; what did not change is not looked at."""
        results = self.results()
        if isinstance(results, Value):
            return results
        total = len(self.values)
        counts = {"total": total, "successful": total, "failed": 0, "errors": []}
        parts = {key: Value(count) for key, count in counts.items()}
        return put_together({"results": Value(text=results), **parts})

    def results(self) -> Value | str:
        """The text of the list of results; the batch's last value where it would be that again."""
        ended = [end for end in self.ended if isinstance(end, Value)]
        memory = self.scope.memory
        batch = memory.batch(str(self.frame)) if memory and self.reused else None
        if memory is None or batch is None or batch.items is None:
            return list_text(end.text for end in ended)
        if [end.digest for end in ended] == [unit.output for unit in batch.items]:
            return memory.value(batch.output, batch.run)
        outputs = memory.value(batch.output, batch.run).data["results"]
        there = dict(zip(map(id, batch.items), outputs, strict=True))
        units = [id(self.reused.get(at)) for at in range(len(ended))]
        return json_text(
            [
                there[unit] if unit in there else end.data  # noqa: SIM401, which loads all
                for unit, end in zip(units, ended, strict=True)
            ]
        )

    # memory

    def recall(self) -> None:
        """Find the items whose last run holds."""
        memory, address = self.scope.memory, str(self.frame)
        if memory is None:
            return
        others = {k: v for k, v in self.ports.items() if k != self.batch.key}
        items, count = self.ports[self.batch.key], len(self.values)
        key = self.scope.key(self.step)
        unit_of = memory.recall_items(address, key, others, items, count)
        if unit_of is None:
            return
        for at in range(len(self.values)):
            found = unit_of(at, self.values[at])
            if isinstance(found, Older) and not self.put_back(at, found):
                found = "what it wrote once cannot be put back"
            if isinstance(found, str):
                self.reasons[at] = found
            else:
                self.reuse(memory, at, found)
        if self.reused:
            runs = _stretches(self.reused)
            self.scope.emit(ItemsCached(address, len(self.reused), runs))

    def reuse(self, memory: Memory, at: int, found: Unit | Older) -> None:
        unit = found.unit if isinstance(found, Older) else found
        self.reused[at] = unit
        self.ended[at] = memory.value(unit.output, unit.run)
        self.traces[at].needs.update(unit.needs)
        self.traces[at].wrote += unit.wrote
        if unit is found:
            frame = self.frame.of_item(at)
            self.scope.world.transaction.reuse(memory.made_by(unit), frame)

    def put_back(self, at: int, older: Older) -> bool:
        frame, maker = self.frame.of_item(at), older.unit.maker
        return self.scope.world.put_back(older.contents, frame, maker)

    def units(self) -> list[Unit] | None:
        """The items' units, for the next run; None where there is no memory."""
        memory = self.scope.memory
        if memory is None:
            return None
        return [
            self.reused.get(at)
            or memory.unit(value.digest, {}, end, self.traces[at], at=at)
            for at, (value, end) in enumerate(zip(self.values, self.ended, strict=True))
            if isinstance(end, Value)
        ]


def _stretches(reused: Mapping[int, Unit]) -> tuple[tuple[int, int, int, int], ...]:
    """(first item, how many, run, first item there) for each stretch of items that ran side by side in one run."""
    found: list[tuple[int, int, int, int]] = []
    for at, unit in reused.items():
        if found:
            first, count, run, there = found[-1]
            if (run, first + count, there + count) == (unit.run, at, unit.at):
                found[-1] = (first, count + 1, run, there)
                continue
        found.append((at, 1, unit.run, unit.at))
    return tuple(found)
