"""Memory: what a run may reuse of the last one, and what it will leave to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .archive import Archive, Older
from .freshness import Changed
from .memo import NEVER, Derived, Memo, Unit
from .plan import Inputs
from .values import Value

Units = dict[str, Unit]


@dataclass(slots=True)
class Trace:
    """What a unit needs and writes, gathered while it runs."""

    needs: set[str] = field(default_factory=set)
    wrote: list[str] = field(default_factory=list)

    def take(self, other: Trace) -> None:
        self.needs |= other.needs
        self.wrote += other.wrote


@dataclass(frozen=True, slots=True)
class Reuse:
    """A unit that need not run again, with its output; where it is not the last run's, with the documents that it wrote."""

    unit: Unit
    output: Value
    contents: Mapping[str, bytes] | None = None


class Memory:
    """The units of the last run, asked for by address; `units` are those of this one.

    `made` are the digests of what the claim has written; `archive` has the units of earlier runs.
    """

    def __init__(
        self,
        run: int,
        memo: Memo | None,
        changed: Changed | None,
        made: Mapping[str, str],
        load: Callable[[str, int], str | None],
        archive: Archive | None = None,
    ) -> None:
        self.run = run
        self.units: Units = {}
        self.derived: Derived = dict(memo.derived) if memo else {}
        self._memo = memo
        self._changed_paths = set(changed.paths) if changed else set()
        self._changed_needs = set(changed.needs) if changed else set()
        self._shared = frozenset(memo.shared if memo else ())
        self._made = made
        self._load = load
        self._archive = archive

    # asking

    def recall(self, address: str, key: str, inputs: Inputs) -> Reuse | str:
        """What may be reused of the node at an address; else why it has to run."""
        unit = self._memo.units.get(address) if self._memo else None
        reason, contents = self._why_not(unit, key, inputs), None
        if unit is None or reason:
            digests = {port: value.digest for port, value in inputs.items()}
            older = self._older(address, key, digests, "", unit)
            if older is None:
                return reason
            unit, contents = older.unit, older.contents
        output = self.value(unit.output, unit.run)
        output.origin, output.maker = unit.origin, unit.maker
        return Reuse(unit, output, contents)

    def _why_not(self, unit: Unit | None, key: str, inputs: Inputs) -> str:
        if unit is None:
            return "it has not run before"
        if unit.key != key:
            return "the node changed"
        return _changed_input(unit.inputs, inputs) or self.stale(unit)

    def _older(
        self,
        address: str,
        key: str,
        inputs: Mapping[str, str],
        item: str,
        last: Unit | None,
    ) -> Older | None:
        """The unit of an earlier run that serves where the last one does not."""
        if self._archive is None:
            return None
        needs = None if last is None else last.needs
        return self._archive.find(address, key, inputs, item, needs)

    def recall_items(
        self, address: str, key: str, others: Inputs, items: Value, count: int
    ) -> Callable[[int, Value], Unit | Older | str] | None:
        """For a batch that has to run: what gives the unit of an item, or why there is none that serves.

        `others` are the ports beside the list, `items` is the list. None where no item's unit serves.
        """
        batch = self.batch(address)
        if batch is None or batch.items is None:
            return None
        same = {port: value.digest for port, value in others.items()}
        reason = "the node changed" if batch.key != key else ""
        reason = reason or _changed_input(_without(batch.inputs, batch.port), others)
        if reason and (self._archive is None or self._archive.is_empty):
            return None
        units = batch.items
        is_same_list = items.digest in batch.inputs.values() and count == len(units)
        by_key = {} if is_same_list else {unit.key: unit for unit in units}

        def unit(at: int, item: Value) -> Unit | Older | str:
            found = units[at] if is_same_list else by_key.get(item.digest)
            why = reason or (self.stale(found) if found else "the item is new")
            if found is not None and not why:
                return found
            return self._older(address, key, same, item.digest, found) or why

        return unit

    def batch(self, address: str) -> Unit | None:
        """The unit of a batch, as the last run left it."""
        return self._memo.units.get(address) if self._memo else None

    def stale(self, unit: Unit) -> str:
        """Why a unit with the same key and inputs does not serve; '' when it does."""
        if NEVER in unit.needs:
            return "it is not pure"
        if not self._changed_needs.isdisjoint(unit.needs):
            need = next(need for need in unit.needs if need in self._changed_needs)
            return f"{need.partition(':')[2].partition(chr(10))[0]} changed"
        if not self._changed_paths.isdisjoint(unit.wrote):
            path = next(path for path in unit.wrote if path in self._changed_paths)
            return f"{path} is not as it was written"
        for path in unit.wrote:
            if path in self._shared:
                return f"{path} is written by other nodes too"
            if path not in self._made:
                return f"{path} is not recorded"
        return ""

    def made_by(self, unit: Unit) -> dict[str, str]:
        """The documents that a unit wrote, with their digests."""
        return {path: self._made[path] for path in unit.wrote}

    def derive(self, how: str, make: Callable[[], Value], *, told: bool) -> Value:
        """The value that `make` makes, which need not be called where it is known what comes of it.

        `how` names by digests all that decides it. What is `told` in events, each run that made it has kept.
        """
        found = self.derived.pop(how, None)
        if found is None:
            value = make()
            self.derived[how] = value.digest, self.run
            return value
        self.derived[how] = digest, run = found

        def load(digest: str) -> str:
            text = self._load(digest, run) if told else None
            return make().text if text is None else text

        return Value(digest=digest, load=load)

    def value(self, digest: str, run: int) -> Value:
        """A value of an earlier run, loaded when it is looked at."""
        return Value(digest=digest, load=lambda digest: self._load(digest, run))

    # keeping

    def note_changed(self, need: str) -> None:
        """What a need stands for changes in this run: what depends on it is stale from now on."""
        self._changed_needs.add(need)
        if self._archive is not None:
            self._archive.hide(need)

    def note_all_changed(self, prefix: str) -> None:
        """The same of all needs that begin so."""
        needs = self._memo.needs if self._memo else ()
        self._changed_needs.update(need for need in needs if need.startswith(prefix))

    def keep(
        self,
        address: str,
        key: str,
        inputs: Inputs,
        output: Value,
        trace: Trace,
        items: list[Unit] | None = None,
        port: str | None = None,
    ) -> None:
        digests = {name: value.digest for name, value in inputs.items()}
        self.units[address] = self.unit(key, digests, output, trace, items, port=port)

    def unit(
        self,
        key: str,
        inputs: Mapping[str, str],
        output: Value,
        trace: Trace,
        items: list[Unit] | None = None,
        at: int = 0,
        port: str | None = None,
    ) -> Unit:
        return Unit(
            key=key,
            inputs=dict(inputs),
            output=output.digest,
            needs=tuple(sorted(trace.needs)),
            wrote=tuple(trace.wrote),
            run=self.run,
            items=items,
            at=at,
            origin=output.origin,
            maker=output.maker,
            port=port,
        )

    def archive_the_last(self, replaced: Mapping[str, Value | None]) -> None:
        """Let the archive have what this run has of the last one no longer. Raises as `Archive.keep` does."""
        if self._archive is not None and self._memo is not None:
            self._archive.keep(self._memo, self.units, replaced, self.run)

    def keep_again(self, address: str, unit: Unit, *, whole: bool = True) -> None:
        """A unit was reused and, where `whole`, those inside it."""
        self.units[address] = unit
        if not whole:
            return
        assert self._memo is not None
        inside = f"{address} / "
        for other, found in self._memo.units.items():
            if other.startswith(inside):
                self.units[other] = found


def _without(inputs: Mapping[str, str], port: str | None) -> dict[str, str]:
    return {name: digest for name, digest in inputs.items() if name != port}


def _changed_input(before: Mapping[str, str], inputs: Inputs) -> str:
    for port, value in inputs.items():
        if before.get(port) != value.digest:
            source = f": {value.origin}" if value.origin else ""
            return f"input {port} changed{source}"
    gone = before.keys() - inputs.keys()
    return f"input {min(gone)} is gone" if gone else ""
