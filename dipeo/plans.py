"""The diagrams of a workspace: parsed, checked together, planned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dipeo.core import checked
from dipeo.core.diagram import Diagram, Node, Parts, diagram_of
from dipeo.core.digests import digest_of
from dipeo.core.documents import decode
from dipeo.core.light import parse
from dipeo.core.memo import File
from dipeo.core.paths import check_path
from dipeo.core.plan import NodeType, Plan, make_plan
from dipeo.core.store import FileStore, Store
from dipeo.core.usage import CODE as CODE_FILE
from dipeo.errors import (
    DiagramError,
    DocumentError,
    MissingDocument,
    PathError,
    Problem,
    UsageError,
    did_you_mean,
)
from dipeo.incremental import Sources
from dipeo.stores.anywhere import Anywhere
from dipeo.workspace import Workspace

if TYPE_CHECKING:
    from dipeo.core.functions import Functions
    from dipeo.core.sources import Kept
    from dipeo.stores.sql import Databases

CODE = "code 1"  # the version of what is kept of compiled code


class Plans:
    """The diagrams of a workspace and their plans, each made once.

    `types` gives the node types when they are first needed. Compiled code is kept in `code_file`, where there is one.
    """

    def __init__(
        self,
        workspace: Workspace,
        store: Store,
        types: Callable[[], Mapping[str, NodeType]],
        code_file: Path | None,
    ) -> None:
        self.workspace = workspace
        self.store = store
        self.types = types
        self.code_file = code_file
        self.made: dict[str, Plan] = {}
        self.checked: set[str] = set()
        self.known: frozenset[str] = frozenset()
        """The diagrams that are as they were when a run has planned them without a problem."""
        self.built: dict[str, Mapping[str, Any]] = {}
        """The fields of nodes that have been built, now or by the run that knew their diagrams."""
        self.parts: Mapping[str, tuple[Parts, File]] = {}
        """What diagrams are that are as they were when a run has read them, and what their files were."""
        self.diagrams: dict[str, Diagram] = {}
        self._seen: dict[str, File] = {}
        self._functions: Functions | None = None
        self._databases: Databases | None = None
        self._kept: Mapping[str, Kept] = {}

    @classmethod
    def of_files(
        cls, workspace: Workspace, types: Callable[[], Mapping[str, NodeType]]
    ) -> Plans:
        """Those of the workspace's folder, with what is kept there."""
        store = Anywhere(FileStore(workspace.root), workspace.connections)
        return cls(workspace, store, types, workspace.private / CODE_FILE)

    @property
    def can_be_opened_again(self) -> bool:
        """Whether another process gets the same from the workspace's folder alone."""
        return self.code_file is not None

    def sources(self) -> Sources:
        return Sources(
            self.store,
            self.functions,
            self.diagram,
            lambda ask: self.databases().digest(ask),
            self.seen,
        )

    def seen(self) -> dict[str, File]:
        """What the files of diagrams and of code were when they were read."""
        code = {} if self._functions is None else self._functions.seen()
        return {**self._seen, **code}

    def databases(self) -> Databases:
        """Each is connected to once a run."""
        if self._databases is None:
            from dipeo.stores.sql import Databases

            root = str(self.workspace.root)
            self._databases = Databases(self.workspace.connections, root)
        return self._databases

    def close(self) -> None:
        """Let go of databases; what is not committed there is undone."""
        if self._databases is not None:
            self._databases.close()

    def functions(self) -> Functions:
        """Each file of code is read once a run."""
        if self._functions is None:
            from dipeo.core.functions import Functions

            roots = self.workspace.code_roots
            if self.code_file is not None:
                self._kept = checked.load(self.code_file, CODE) or {}
            self._functions = Functions(self.store, roots, self._kept)
        return self._functions

    def keep_code(self) -> None:
        """Keep the compiled code that this run has used, when it is not what was kept."""
        if self._functions is None or self.code_file is None:
            return
        kept = self._functions.keep()
        if kept.keys() != self._kept.keys():
            with suppress(OSError):
                checked.save(self.code_file, kept, CODE)

    def name(self, name: str) -> str:
        """The one name of a diagram that is named by name or path. Raises UsageError."""
        return self.workspace.diagram_name(self.workspace.diagram_file(name))

    def diagram(self, name: str) -> Diagram:
        """A diagram by name or path. Raises UsageError, DocumentError, DiagramError."""
        name = self.name(name)
        if name not in self.diagrams:
            self.diagrams[name] = self._parse(name)
        return self.diagrams[name]

    def _parse(self, name: str) -> Diagram:
        file = self.workspace.diagram_file(name)
        if name in self.parts:
            parts, self._seen[file] = self.parts[name]
            return diagram_of(parts, name, file)
        try:
            raw = self.store.read(check_path(file))
        except PathError as error:
            raise UsageError(
                f"there is no diagram {name!r}: {error}", page="diagrams"
            ) from None
        except MissingDocument:
            known = map(self.workspace.diagram_name, self.workspace.diagram_files())
            hint = did_you_mean(name, known) or f"; looked for {file}"
            raise UsageError(
                f"there is no diagram {name!r}{hint}", page="diagrams"
            ) from None
        self._seen[file] = self.store.stat(file), digest_of(raw)
        text = decode(raw, file)
        return parse(text, name=self.workspace.diagram_name(file), file=file)

    def plan(self, name: str) -> Plan:
        """A checked plan. Raises as `diagram` does, and DiagramError with every problem at once."""
        found = self.made.get(name)  # a name is most often the one name
        if found is None:
            name = self.name(name)
            if name not in self.made:
                diagram, is_known = self.diagram(name), name in self.known
                self.made[name] = make_plan(
                    diagram, self.types(), is_known=is_known, built=self.built
                )
            found = self.made[name]
        return found

    def problems(self, name: str, inside: tuple[str, ...] = ()) -> list[Problem]:
        """What is wrong with a diagram and with those that it runs. Raises UsageError where there is none."""
        name = self.name(name)
        self.checked.add(name)
        try:
            diagram = self.diagram(name)
        except (DocumentError, DiagramError) as error:
            return list(error.problems)
        problems: list[Problem] = []
        try:
            self.plan(name)
        except DiagramError as error:
            problems += error.problems
        for node in diagram.nodes:
            below = self.problems_below(node, (*inside, name))
            problems += [
                p if p.place else Problem(p.message, node.place, p.page) for p in below
            ]
        return problems

    def problems_below(self, node: Node, within: tuple[str, ...]) -> list[Problem]:
        named = _diagram_name(node.type, node.props)
        if named is None:
            return []
        try:
            child = self.name(named)
            if child in within:
                chain = " -> ".join(map(repr, (*within, child)))
                return [Problem(f"a diagram runs itself: {chain}")]
            return [] if child in self.checked else self.problems(child, within)
        except UsageError as error:
            return list(error.problems)


def _diagram_name(type_: str, props: Mapping[str, Any]) -> str | None:
    """The diagram that a node names, where it is fixed."""
    if type_ != "sub_diagram":
        return None
    name = props.get("diagram_path") or props.get("diagram_name")
    return name if isinstance(name, str) and "{" not in name else None
