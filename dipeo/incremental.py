"""What a run finds of the last one with the same diagram and inputs, and what it leaves to the next."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dipeo.core import glance
from dipeo.core import memo as memos
from dipeo.core.archive import Archive
from dipeo.core.claims import Claims
from dipeo.core.database import KIND, Ask
from dipeo.core.diagram import Diagram, Output, Parts, parts_of
from dipeo.core.digests import digest_of
from dipeo.core.freshness import (
    ASKED,
    Changed,
    changed_since,
    file_digest,
    folders_searched,
)
from dipeo.core.memo import (
    GRAIN_NS,
    NEVER,
    Derived,
    File,
    Memo,
    Need,
    Stat,
    listing_digest,
    stat_of,
)
from dipeo.core.memory import Memory, Units
from dipeo.core.paths import is_url
from dipeo.core.records import Records
from dipeo.core.store import Store
from dipeo.core.values import Value, value_of
from dipeo.errors import DipeoError, MissingDocument, PathError
from dipeo.root import SETTINGS
from dipeo.unchanged import memo_file
from dipeo.workspace import Workspace

if TYPE_CHECKING:
    from dipeo.core.functions import Functions
    from dipeo.core.transaction import Transaction

DIAGRAM = "diagram:"  # a need


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the meaning of code and diagrams comes from."""

    store: Store
    functions: Callable[[], Functions]
    diagram: Callable[[str], Diagram]
    answer: Callable[[Ask], str]  # a digest of what a database answers
    seen: Callable[[], Mapping[str, File]]  # what their files were when they were read


@dataclass(frozen=True, slots=True)
class Past:
    """The last run of a claim, and what has changed since."""

    root: str
    path: Path
    environment: str
    memo: Memo | None
    changed: Changed | None
    looked_at: int  # nanoseconds since the epoch

    @property
    def holds(self) -> bool:
        """Whether running it again would change nothing."""
        if self.memo is None or self.changed is None or NEVER in self.memo.needs:
            return False
        return not self.changed.needs and self.changed.paths.isdisjoint(self.memo.wrote)

    def known_diagrams(self) -> tuple[frozenset[str], bool]:
        """The diagrams of the last run that are as they were then, and whether all are."""
        if self.memo is None or self.changed is None:
            return frozenset(), False
        needs = {need for need in self.memo.needs if need.startswith(DIAGRAM)}
        same = needs - self.changed.needs
        return frozenset(n.removeprefix(DIAGRAM) for n in same), same == needs

    def diagrams(self) -> dict[str, tuple[Parts, File]]:
        """Those of the last run whose files are as they were then, to the letter, and what these are."""
        if self.memo is None or self.changed is None:
            return {}
        found = {}
        for name, parts in self.memo.diagrams.items():
            (file,) = self.memo.needs[f"{DIAGRAM}{name}"].files
            if file not in self.changed.paths:
                found[name] = parts, self.memo.files[file]
        return found


def look_back(
    workspace: Workspace, claim: str, sources: Sources, *, trust_stat: bool
) -> Past:
    """Find the memo of a claim, and compare the workspace with it."""
    looked_at = time.time_ns()
    path = Path(memo_file(workspace.private, claim))
    environment = environment_of(workspace)
    memo = memos.load(path, environment)
    changed = None
    if memo is not None:
        changed = changed_since(
            memo,
            str(workspace.root),
            trust_stat=trust_stat,
            find=sources.store.find,
            look=sources.store.look,
            digest_of_need=lambda name: _need_digest(name, sources),
        )
    return Past(str(workspace.root), path, environment, memo, changed, looked_at)


def forget(workspace: Workspace, claim: str) -> None:
    """Drop the memo of a claim."""
    with suppress(OSError):
        os.unlink(memo_file(workspace.private, claim))


def memory_of(
    past: Past,
    run: int,
    claims: Claims,
    claim: str,
    records: Records,
    transaction: Transaction,
    sources: Sources,
) -> Memory:
    """What a run may reuse: what the last one left, and the archive of those before."""
    made = claims.made(claim) if past.memo else {}
    now = partial(_digest_now, past, transaction, sources)
    archive = Archive(records, past.environment, now, partial(_read, sources.store))
    return Memory(run, past.memo, past.changed, made, records.text, archive)


def _read(store: Store, path: str) -> bytes | None:
    try:
        return store.read(path)
    except (MissingDocument, PathError):
        return None


def _digest_now(
    past: Past, transaction: Transaction, sources: Sources, need: str
) -> str | None:
    """The digest of what a need stands for, as it was when the run began; None where that cannot be told."""
    kind, _, rest = need.partition(":")
    memo, changed = past.memo, past.changed
    if kind == "file":
        if memo and changed and rest in memo.files and rest not in changed.paths:
            return memo.files[rest][1]
        return transaction.digest_there(rest)
    if kind == "find":
        digest = listing_digest(sources.store.find(rest))
        transaction.note_listed({rest: digest})
        return digest
    if memo and changed and need in memo.needs and need not in changed.needs:
        return memo.needs[need].digest
    return _need_digest(need, sources)


def touch(past: Past, store: Store) -> None:
    """Look anew at what changed in a way that means nothing, so that the next run need not."""
    memo, changed = past.memo, past.changed
    if memo is None or changed is None:
        return
    if changed.stats or changed.listings:
        memo.made_at = time.time_ns()
        for path in changed.stats:
            full = os.path.join(past.root, path)
            memo.files[path] = (stat_of(full), file_digest(full))
        for pattern in changed.listings:
            memo.listings[pattern] = listing_digest(store.find(pattern))
        memos.save(past.path, memo, past.environment)
    _keep_glance(past, memo, store.find)


def remember(
    past: Past,
    run: int,
    units: Units,
    derived: Derived,
    output: Value,
    transaction: Transaction,
    sources: Sources,
    specifications: int,
    diagrams: Mapping[str, Diagram],
    nodes: dict[str, Mapping[str, Any]],
) -> None:
    """Leave the memo of a run that has committed. `diagrams` are all that it planned, by name; `nodes` the fields of
    what was built of their nodes.
    """
    names = {need for unit in units.values() for need in unit.needs}
    names.update(f"{DIAGRAM}{name}" for name in diagrams)
    known, all_known = past.known_diagrams()
    if all_known:  # then those of this run are the same
        names.update(f"{DIAGRAM}{name}" for name in known)
    wrote = transaction.paths
    builder = _Builder(past, transaction, sources, diagrams)
    needs = {name: builder.need(name) for name in sorted(names)}
    transaction.note_seen(sources.seen())
    if transaction.is_torn:
        past.path.unlink(missing_ok=True)
        return
    files = builder.files(needs, wrote)
    patterns = sorted({p for need in needs.values() for p in need.patterns})
    listings = {pattern: builder.listing(pattern) for pattern in patterns}
    memo = Memo(
        made_at=time.time_ns(),
        run=run,
        output=output.digest,
        specifications=specifications,
        files=files,
        wrote=wrote,
        listings=listings,
        needs=needs,
        nodes=nodes,
        shared=tuple(sorted(transaction.shared)),
        derived=derived,
        diagrams={
            **{
                n: parts
                for n, (parts, _) in past.diagrams().items()
                if DIAGRAM + n in names
            },
            **{name: parts_of(diagram) for name, diagram in diagrams.items()},
        },
        _units=units,
    )
    memos.save(past.path, memo, past.environment)
    _keep_glance(past, memo, sources.store.find)


def _keep_glance(past: Past, memo: Memo, find: Callable[[str], list[str]]) -> None:
    """Let the next run see at a glance that nothing has changed, where that can be seen."""
    if NEVER in memo.needs or any(need.startswith(ASKED) for need in memo.needs):
        return
    if any(map(is_url, memo.files)):
        return
    for pattern, digest in memo.listings.items():
        if listing_digest(find(pattern)) != digest:  # by what the run has made itself
            return
    files = {path: stat for path, (stat, _) in memo.files.items()}
    around = environment_files(past.root)
    folders = {os.path.dirname(path) for path in around if os.path.isabs(path)}
    for pattern in memo.listings:
        searched = folders_searched(past.root, pattern)
        if searched is None:
            return
        folders.update(searched)
    for name in folders:
        around[f"{name}/."] = stat_of(os.path.join(past.root, name))
    if _is_old(files, memo.made_at) and _is_old(around, past.looked_at):
        own = str(past.path)
        seen = (memo.run, memo.output, memo.specifications, len(memo.wrote))
        glance.save(own, past.root, {**files, **around, own: stat_of(own)}, seen)


def _is_old(files: Mapping[str, Stat | None], at: int) -> bool:
    """Whether whatever changed since `at` shows by what `stat` says."""
    young = at - GRAIN_NS
    return all(
        stat is None or (stat[1] < young and stat[2] < young) for stat in files.values()
    )


class _Builder:
    """Works out the needs and files of a memo, from this run where it looked, else from the last memo."""

    def __init__(
        self,
        past: Past,
        transaction: Transaction,
        sources: Sources,
        diagrams: Mapping[str, Diagram],
    ) -> None:
        self.before = past.memo
        self.changed = past.changed.needs if past.changed else frozenset()
        self.changed_listings = past.changed.listings if past.changed else frozenset()
        self.transaction = transaction
        self.sources = sources
        self.diagrams = diagrams
        self.root = past.root

    def need(self, name: str) -> Need:
        kind, _, rest = name.partition(":")
        if kind == "file":
            return Need("", (rest,))
        if kind == "find":
            return Need("", (), (rest,))
        if kind == "code":
            if self.before and name in self.before.needs and self.is_same(name):
                return self.before.needs[name]
            closure = self.sources.functions().closure(rest)
            return Need(closure.digest, closure.files, (closure.pattern,))
        if kind == "diagram":
            if rest not in self.diagrams and name not in self.changed:
                assert self.before is not None  # it was known, and has not run again
                return self.before.needs[name]
            digest = _need_digest(name, self.sources) or ""
            return Need(digest, (self.sources.diagram(rest).file,))
        if kind == KIND:
            answer = self.transaction.answers.get(name)
            if answer is None and self.before and name in self.before.needs:
                return self.before.needs[name]
            return Need(answer or "")
        return Need("")

    def is_same(self, name: str) -> bool:
        """Whether nothing that decides a need was read anew in this run."""
        assert self.before is not None
        need = self.before.needs[name]
        return all(
            path in self.before.files
            and self.before.files[path][0] == stat_of(os.path.join(self.root, path))
            for path in need.files
        )

    def files(
        self, needs: Mapping[str, Need], wrote: tuple[str, ...]
    ) -> dict[str, File]:
        files: dict[str, File] = {}
        for path in sorted({path for need in needs.values() for path in need.files}):
            files[path] = self.file(path)
        for path in wrote:
            digest = self.transaction.digest(path)
            if digest is None and self.before is not None:
                files[path] = self.before.files[path]
            elif is_url(path):
                files[path] = (self.sources.store.look(path), digest or "")
            else:
                full = os.path.join(self.root, path)
                files[path] = (stat_of(full), digest or file_digest(full))
        return files

    def listing(self, pattern: str) -> str:
        """What a pattern found when the run asked. What the run itself has made is then new to the next."""
        found = self.transaction.listed.get(pattern)
        if found is None and self.before and pattern not in self.changed_listings:
            found = self.before.listings.get(pattern)
        return found or listing_digest(self.sources.store.find(pattern))

    def file(self, path: str) -> File:
        seen = self.transaction.seen.get(path)
        if seen is not None:
            return seen
        before = self.before.files.get(path) if self.before else None
        if is_url(path):
            return before or (None, "")
        full = os.path.join(self.root, path)
        stat = stat_of(full)
        if before is not None and before[0] == stat:
            return before
        digest = file_digest(full)
        if before is not None and before[1] != digest:
            return before  # it has changed since it was looked at: that is for the next run
        return stat, digest


def _need_digest(name: str, sources: Sources) -> str | None:
    """A need's digest as things are now. For files and listings any change counts."""
    kind, _, rest = name.partition(":")
    try:
        if kind == "code":
            return sources.functions().closure(rest).digest
        if kind == "diagram":
            return meaning(sources.diagram(rest))
        if kind == KIND:
            return sources.answer(Ask.of_need(name))
    except DipeoError:
        return None
    return None


def meaning(diagram: Diagram) -> str:
    """A digest of what a diagram does: descriptions, positions and layout do not count."""
    nodes = [
        [
            n.label,
            n.type,
            dict(n.props),
            [n.batch.key, n.batch.parallel] if n.batch else None,
        ]
        for n in diagram.nodes
    ]
    edges = [[str(e.source), str(e.target)] for e in diagram.edges]
    outputs = None if diagram.outputs is None else _outputs(diagram.outputs)
    return value_of([nodes, edges, outputs]).digest


def _outputs(outputs: Mapping[str, Output]) -> dict[str, object]:
    return {
        key: _outputs(output) if isinstance(output, Mapping) else str(output)
        for key, output in outputs.items()
    }


def environment_of(workspace: Workspace) -> str:
    """What a memo must have been made with to count: this package as it is, and the workspace's settings."""
    files = environment_files(str(workspace.root))
    parts = [f"{path} {stat and stat[:2]}" for path, stat in files.items()]
    return digest_of("\n".join(parts).encode())


def environment_files(root: str) -> dict[str, Stat | None]:
    """The workspace's settings and every file of this package, with what `stat` says."""
    found = {SETTINGS: stat_of(os.path.join(root, SETTINGS))}
    for folder, folders, files in os.walk(os.path.dirname(__file__)):
        folders[:] = sorted(f for f in folders if f not in ("__pycache__", "models"))
        for name in sorted(files):
            if name.endswith(".py"):
                path = os.path.join(folder, name)
                found[path] = stat_of(path)
    return found
