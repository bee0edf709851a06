"""What a worker on another machine works with: the workspace's kit as it was packed, and nothing else of this workspace.

The kit travels by content and is known by its digest. What an item looks for beyond it, only the run's own process can
give; what was at the paths that an item writes, only that process knows.
"""

from __future__ import annotations

import pickle
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import requires, version
from pathlib import Path

from dipeo.core.chunk import Done, Item
from dipeo.core.digests import blake2b, digest_of
from dipeo.core.memo import Stat
from dipeo.core.paths import is_url
from dipeo.core.running import OnlyInTheRun
from dipeo.core.store import MemoryStore, Store
from dipeo.core.transaction import Actor, Transaction
from dipeo.errors import MissingDocument, NodeError, PathError, UsageError
from dipeo.nodes import node_types
from dipeo.plans import Plans
from dipeo.worker import Bench
from dipeo.workspace import Workspace

MAX_BYTES = 512_000_000  # of a kit
_CODE_HERE = "*.py"  # code that lies right in the workspace's folder


@dataclass(frozen=True)
class Kit:
    """All documents below some folders of a workspace. `left_out` are those that could not be read."""

    folders: tuple[str, ...]
    code_roots: tuple[str, ...]
    specifications: str
    documents: Mapping[str, bytes]
    left_out: frozenset[str]

    @cached_property
    def digest(self) -> str:
        head = self.folders, self.code_roots, self.specifications
        digest = blake2b(repr((head, sorted(self.left_out))).encode(), digest_size=16)
        for path in sorted(self.documents):
            content = self.documents[path]
            digest.update(f"{path}\0{len(content)}\0".encode() + content)
        return digest.hexdigest()

    def tells(self, path: str) -> bool:
        """Whether the kit knows what is at a path or, where that is a pattern, which paths match it."""
        if path in self.documents or path == _CODE_HERE:
            return True
        is_shown = not any(name.startswith(".") for name in path.split("/"))
        inside = any(path.startswith(f"{folder}/") for folder in self.folders)
        return is_shown and inside and path not in self.left_out


def pack_kit(plans: Plans) -> tuple[Kit, dict[str, Stat | None]]:
    """The kit of a workspace as it is now, and what identifies each document. Raises UsageError for one that is too large."""
    workspace, store = plans.workspace, plans.store
    folders = _outermost(["files", workspace.specifications, *workspace.code_roots])
    patterns = [*(f"{folder}/**" for folder in folders), _CODE_HERE]
    paths = {path for pattern in patterns for path in store.find(pattern)}
    paths |= {plan.diagram.file for plan in plans.made.values()}
    documents: dict[str, bytes] = {}
    left_out, total = set(), 0
    for path in sorted(paths):
        try:
            documents[path] = store.read(path)
        except (MissingDocument, PathError):
            left_out.add(path)
            continue
        total += len(documents[path])
        if total > MAX_BYTES:
            shown = ", ".join(map(repr, folders))
            message = (
                f"{shown} hold more than {MAX_BYTES:,} bytes, too much for workers"
            )
            raise UsageError(
                f"{message} to be sent; keep what is generated elsewhere", page="scale"
            )
    kit = Kit(
        folders=folders,
        code_roots=workspace.code_roots,
        specifications=workspace.specifications,
        documents=documents,
        left_out=frozenset(left_out),
    )
    return kit, {path: store.stat(path) for path in documents}


def _outermost(folders: Iterable[str]) -> tuple[str, ...]:
    found: list[str] = []
    for folder in sorted(set(folders)):
        if not any(folder.startswith(f"{outer}/") for outer in found):
            found.append(folder)
    return tuple(found)


# On a worker -----------------------------------------------------------------------------------------


class _KitStore(MemoryStore):
    """A kit as a store. Raises OnlyInTheRun for what the kit cannot tell."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit.documents)
        self.kit = kit

    def read(self, path: str) -> bytes:
        if not self.kit.tells(path):
            raise OnlyInTheRun(path)
        return super().read(path)

    def find(self, pattern: str) -> list[str]:
        if not self.kit.tells(pattern):
            raise OnlyInTheRun(pattern)
        return super().find(pattern)


class _Away(Transaction):
    """A transaction that reads a kit, and does not know what is at the paths that it writes."""

    def __init__(self, kit: _KitStore) -> None:
        super().__init__(MemoryStore())
        self._kit = kit

    def read(self, path: str, by: Actor) -> bytes:
        if path in self._staged:  # kept regions of what is there belong to it
            raise OnlyInTheRun(path)
        return super().read(path, by)

    def find(self, pattern: str) -> list[str]:
        return self._kit.find(pattern)

    def _read(self, path: str) -> bytes:
        try:
            content = self._kit.read(path)
        except MissingDocument:
            self.seen[path] = (None, "")
            raise
        self.seen[path] = (None, digest_of(content))
        return content

    def _place(self, path: str) -> str:
        if is_url(path):
            raise OnlyInTheRun(path)
        return super()._place(path)


def open_bench(kit: Kit) -> Bench:
    """What a worker needs for the chunks of runs with this kit."""
    nowhere = Path.cwd()  # nothing is read from there
    workspace = Workspace(nowhere, kit.code_roots, kit.specifications)
    store = _KitStore(kit)
    plans = Plans(workspace, store, node_types, None)
    away = _Away(store)
    return Bench(store, plans.functions(), plans.plan, plans.seen, transaction=away)


# Back in the run -------------------------------------------------------------------------------------


class _Nobody:
    """Stands for the item, of which the run knows more."""

    def comes_before(self, other: Actor) -> bool:
        return False


def settle(done: Done, store: Store, stats: Mapping[str, Stat | None]) -> None:
    """Add what only this process knows: what the documents were that were read and what is there that was written."""
    for path, (_, digest) in done.seen.items():
        done.seen[path] = (stats.get(path) if digest else None, digest)
    done.items = [_settled(item, store) for item in done.items]


def _settled(item: Item, store: Store) -> Item:
    transaction, nobody = Transaction(store), _Nobody()
    try:
        for write in item.writes:
            if write.gone:
                transaction.delete(write.path, nobody)
            else:
                content = write.content or b""
                maker = write.maker
                transaction.write(write.path, content, nobody, maker=maker)
    except (NodeError, PathError):
        return Item(only_there=True)  # here it says what stands against it
    known = {found.path: found for found, _ in transaction.drain()[1]}
    for number, write in enumerate(item.writes):
        found = known[write.path]
        item.writes[number] = found._replace(
            by=write.by,
            maker=write.maker,
            is_sound=write.is_sound and found.digest == write.digest,
        )
    return item


# What both must have in common -----------------------------------------------------------------------


def stamp() -> dict[str, str]:
    """What decides, beside the kit, what a process makes of it: versions by name."""
    code = blake2b(digest_size=4)
    root = Path(__file__).parent
    for path in sorted(root.rglob("*.py")):
        if "node_modules" not in path.parts:
            name = path.relative_to(root).as_posix()
            code.update(pickle.dumps((name, path.read_bytes())))
    found = {
        "Python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "dipeo": f"{version('dipeo')} ({code.hexdigest()})",
    }
    for requirement in requires("dipeo") or ():
        if "extra ==" not in requirement:
            name = re.split(r"[^A-Za-z0-9._-]", requirement)[0]
            found[name] = version(name)
    return found
