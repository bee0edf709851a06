"""Light YAML: the text of a diagram to a `Diagram`, every problem of the text at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dipeo.errors import DiagramError, Place, Problem, did_you_mean

from .diagram import (
    DEFAULT_SOURCE,
    DEFAULT_TARGET,
    Batch,
    Diagram,
    Edge,
    Node,
    Output,
    Port,
)
from .documents import Document, Path, read_yaml

TOP_KEYS = ("version", "name", "description", "nodes", "connections", "outputs")
NODE_KEYS = ("label", "type", "id", "position", "props")
BATCH_KEYS = ("batch", "batch_input_key", "batch_parallel")
EDGE_KEYS = ("source", "target", "from", "to", "label")


_IN_ADDRESSES = re.compile(r" / |\[\d+\]$")  # what addresses are made of


def parse(text: str, *, name: str, file: str) -> Diagram:
    """The diagram that a light YAML text describes.

    Raises DocumentError for broken YAML, DiagramError with every problem of the diagram's form. Whether its node
    types and props exist is for `make_plan` to say.
    """
    return _Reader(read_yaml(text, file), name).diagram()


class _Reader:
    """Walks a document once, gathering problems."""

    def __init__(self, document: Document, name: str) -> None:
        self.document = document
        self.name = name
        self.problems: list[Problem] = []

    def diagram(self) -> Diagram:
        top = self.mapping(self.document.data, (), "a diagram")
        self.known_keys(top, TOP_KEYS, ())
        items = self.items(top, "nodes")
        nodes = self.nodes(items)
        labels = set(_labels(items))
        edges = self.edges(self.items(top, "connections"), labels)
        outputs = None
        if top.get("outputs") is not None:
            outputs = self.outputs(top["outputs"], labels, ("outputs",))
        description = self.text(top, "description", (), default="")
        if not nodes and not self.problems:
            self.problem((), "a diagram needs `nodes`, a list with at least one node")
        if self.problems:
            raise DiagramError(self.problems)
        return Diagram(
            name=self.name,
            file=self.document.file,
            nodes=tuple(nodes),
            edges=tuple(edges),
            outputs=outputs,
            description=description,
        )

    # nodes

    def nodes(self, items: list[Any]) -> list[Node]:
        nodes: list[Node] = []
        first: dict[str, Place] = {}
        for index, item in enumerate(items):
            node = self.node(item, ("nodes", index))
            if node is None:
                continue
            if node.label in first:
                message = f"the label {node.label!r} stands twice, first at {first[node.label]}"
                self.problem(("nodes", index, "label"), message)
            first.setdefault(node.label, node.place)
            nodes.append(node)
        return nodes

    def node(self, item: Any, path: Path) -> Node | None:
        before = len(self.problems)
        data = self.mapping(item, path, "a node")
        if len(self.problems) > before:
            return None
        label = self.text(data, "label", path)
        if _IN_ADDRESSES.search(label):
            message = (
                f"the label {label!r} reads like an address: ' / ' and '[3]' stand"
            )
            self.problem((*path, "label"), f"{message} for nodes in nodes and items")
        type_ = self.text(data, "type", path)
        id_ = self.text(data, "id", path, default="") or None
        props, places = self.props(data, path)
        places.setdefault("type", self.document.place((*path, "type")))
        batch = self.batch(props, places, path)
        position = self.position(data.get("position"), (*path, "position"))
        if len(self.problems) > before:
            return None
        return Node(
            label=label,
            type=type_,
            place=self.document.place(path),
            props=props,
            places=places,
            id=id_,
            position=position,
            batch=batch,
        )

    def props(
        self, data: Mapping[str, Any], path: Path
    ) -> tuple[dict[str, Any], dict[str, Place]]:
        """The props under `props:` and those that stand flat on the node."""
        nested = data.get("props")
        inner = (
            {} if nested is None else self.mapping(nested, (*path, "props"), "`props`")
        )
        props = dict(inner)
        places = {key: self.document.place((*path, "props", key)) for key in inner}
        for key in data:
            if key in NODE_KEYS:
                continue
            if key in props:
                message = f"the prop {key!r} stands twice, also under `props`"
                self.problem((*path, key), message)
            props[key] = data[key]
            places[key] = self.document.place((*path, key))
        return props, places

    def batch(
        self, props: dict[str, Any], places: dict[str, Place], path: Path
    ) -> Batch | None:
        """Takes the engine's own words out of the props."""
        words = {key: props.pop(key) for key in BATCH_KEYS if key in props}
        for key, expected in zip(BATCH_KEYS, (bool, str, bool), strict=True):
            if key in words and not isinstance(words[key], expected):
                kind = "text" if expected is str else "true or false"
                message = f"`{key}` must be {kind}, not {words[key]!r}"
                self.problems.append(Problem(message, places[key]))
        if words and "batch" not in words:
            self.problem(path, f"`{next(iter(words))}` needs `batch: true` beside it")
        if not words.get("batch"):
            return None
        return Batch(
            key=words.get("batch_input_key", DEFAULT_TARGET),
            parallel=words.get("batch_parallel", True),
        )

    def position(self, value: Any, path: Path) -> tuple[float, float] | None:
        if value is None:
            return None
        if isinstance(value, dict) and set(value) == {"x", "y"}:
            x, y = value["x"], value["y"]
            if all(isinstance(n, int | float) and n is not True for n in (x, y)):
                return float(x), float(y)
        self.problem(path, f"a position is {{x: number, y: number}}, not {value!r}")
        return None

    # connections

    def edges(self, items: list[Any], labels: set[str]) -> list[Edge]:
        found = (
            self.edge(item, ("connections", index), labels)
            for index, item in enumerate(items)
        )
        return [edge for edge in found if edge is not None]

    def edge(self, item: Any, path: Path, labels: set[str]) -> Edge | None:
        before = len(self.problems)
        data = self.mapping(item, path, "a connection")
        if len(self.problems) > before:
            return None
        self.known_keys(data, EDGE_KEYS, path)
        source = self.end(data, ("source", "from"), path, labels, DEFAULT_SOURCE)
        target = self.end(data, ("target", "to"), path, labels, DEFAULT_TARGET)
        port = self.text(data, "label", path, default="")
        if len(self.problems) > before or source is None or target is None:
            return None
        if port:
            target = self.labelled(target, port, path)
        return Edge(source, target, self.document.place(path))

    def labelled(self, target: Port, port: str, path: Path) -> Port:
        """The target with the port that the connection's label names."""
        if target.name not in (DEFAULT_TARGET, port):
            says = f"the target's port is {target.name!r} and the label says {port!r}"
            self.problem((*path, "label"), says)
        return Port(target.node, port)

    def end(
        self,
        data: Mapping[str, Any],
        keys: tuple[str, str],
        path: Path,
        labels: set[str],
        default: str,
    ) -> Port | None:
        given = [key for key in keys if key in data]
        if len(given) != 1:
            message = f"a connection needs a `{keys[0]}` (or `{keys[1]}`)"
            if given:
                message = f"a connection has a `{keys[0]}` or a `{keys[1]}`, not both"
            self.problem(path, message)
            return None
        text = data[given[0]]
        if not isinstance(text, str):
            message = f"`{given[0]}` must be text like 'Label.port', not {text!r}"
            self.problem((*path, given[0]), message)
            return None
        return self.port(text, labels, default, (*path, given[0]))

    def port(
        self, text: str, labels: set[str], default: str, path: Path
    ) -> Port | None:
        """`Label.port`; labels may hold dots and spaces, the longest known label wins."""
        if text in labels:
            return Port(text, default)
        cut = text.rfind(".")
        while cut > 0:
            if text[:cut] in labels and text[cut + 1 :]:
                return Port(text[:cut], text[cut + 1 :])
            cut = text.rfind(".", 0, cut)
        label = text.rpartition(".")[0] or text
        message = f"no node is labelled {label!r}{did_you_mean(label, labels)}"
        if label in labels:
            message = f"{text!r} names no port"
        self.problem(path, message)
        return None

    # outputs

    def outputs(self, value: Any, labels: set[str], path: Path) -> Mapping[str, Output]:
        data = self.mapping(value, path, "`outputs`")
        found: dict[str, Output] = {}
        for key, item in data.items():
            here = (*path, key)
            if isinstance(item, dict):
                found[key] = self.outputs(item, labels, here)
            elif isinstance(item, str):
                port = self.port(item, labels, DEFAULT_SOURCE, here)
                if port is not None:
                    found[key] = port
            else:
                message = f"an output is text like 'Label.port', not {item!r}"
                self.problem(here, message)
        return found

    # checks of form

    def problem(self, path: Path, message: str) -> None:
        self.problems.append(Problem(message, self.document.place(path)))

    def mapping(self, value: Any, path: Path, what: str) -> Mapping[str, Any]:
        if isinstance(value, dict):
            return value
        self.problem(path, f"{what} must be a mapping, not {_kind(value)}")
        return {}

    def items(self, data: Mapping[str, Any], key: str) -> list[Any]:
        value = data.get(key)
        if value is None:
            return []
        if isinstance(value, list):
            return value
        self.problem((key,), f"`{key}` must be a list, not {_kind(value)}")
        return []

    def text(
        self,
        data: Mapping[str, Any],
        key: str,
        path: Path,
        *,
        default: str | None = None,
    ) -> str:
        value = data.get(key, default)
        if isinstance(value, str) and (value or default is not None):
            return value
        if key not in data:
            self.problem(path, f"a node needs a `{key}`")
        elif value == "":
            self.problem((*path, key), f"`{key}` must not be empty")
        else:
            self.problem((*path, key), f"`{key}` must be text, not {_kind(value)}")
        return ""

    def known_keys(
        self, data: Mapping[str, Any], known: Iterable[str], path: Path
    ) -> None:
        for key in data:
            if key not in known:
                hint = did_you_mean(key, known)
                self.problem((*path, key), f"unknown key {key!r}{hint}")


def _labels(items: Iterable[Any]) -> Iterator[str]:
    """The labels of all nodes, those with other problems too."""
    for item in items:
        label = item.get("label") if isinstance(item, dict) else None
        if isinstance(label, str):
            yield label


def _kind(value: Any) -> str:
    names = {dict: "a mapping", list: "a list", str: "text", type(None): "nothing"}
    return names.get(type(value), repr(value))
