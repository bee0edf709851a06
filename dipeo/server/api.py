"""What the API knows: the workspace's engine and records, and every way to look at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from dipeo.engine import Engine
from dipeo.plans import Plans
from dipeo.workspace import Workspace

from .artefacts import Artefacts
from .compare import Comparing
from .executions import Executions
from .files import Files
from .graphs import Graphs
from .history import History
from .items import Items
from .nodes import Nodes
from .processes import Processes
from .values import Values


class Api:
    """Everything that answers; one for a server. Safe to use from several threads."""

    def __init__(self, workspace: Workspace) -> None:
        self.engine = Engine(workspace)
        self.workspace = workspace
        self.history = History(workspace)
        self.values = Values(self.history)
        self.graphs = Graphs(self.engine, self.history)
        self.nodes = Nodes(self.history, self.graphs)
        self.items = Items(self.history, self.nodes, self.values)
        self.executions = Executions(self.history, self.graphs, self.nodes, self.values)
        self.comparing = Comparing(self.nodes, self.executions)
        self.files = Files(self.history, self.engine.store)
        self.artefacts = Artefacts(self.engine, self.history, self.values)
        self.processes = Processes(workspace)


@dataclass
class Asked:
    """One query, with what its fields share."""

    api: Api
    data: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def plans(self) -> Plans:
        """The diagrams as they are now, each read once."""
        return self.api.engine.plans()

    @cached_property
    def users(self) -> Mapping[str, list[str]]:
        """The names of the diagrams that run a diagram, by its name."""
        return self.api.graphs.users()

    @cached_property
    def last_runs(self) -> Mapping[str, int]:
        return self.api.history.last_runs()


def asked(info: Any) -> Asked:
    """The query that a field is part of."""
    found: Asked = info.context
    return found
