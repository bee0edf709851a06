"""Diagrams at random whose nodes read what others write, edited at random: a run that reuses what it may makes what one
that reuses nothing makes.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.workspace import dipeo, put

INPUTS = ("in/1.txt", "in/2.txt")
OUTPUTS = ("out/1.txt", "out/2.txt")
TEXTS = st.sampled_from(["a", "b", "c"])
JOIN = """
import json

def main(inputs):
    return {sign!r} + json.dumps(inputs, sort_keys=True)[-200:]
"""
EACH = """
def main(inputs):
    text = "".join(map(str, inputs.values()))
    return [{"name": str(number), "text": text[number:]} for number in range(len(text) % 3)]
"""
ITEM = """
nodes:
  - {label: R, type: db, operation: read, source_details: in/1.txt}
  - {label: J, type: code_job, source_details: code/join.py}
  - {label: W, type: db, operation: write, source_details: "out/{name}.item"}
connections:
  - {from: R, to: J}
  - {from: J, to: W}
"""


class Drawing:
    """A diagram in the making: each node is fed by some of those before it, and comes after who wrote what it reads."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.nodes: list[dict[str, Any]] = []
        self.connections: list[dict[str, str]] = []
        self.texts: list[str] = []  # what gives a text
        self.writers: dict[str, str] = {}  # the last, by path

    def kinds(self) -> list[str]:
        kinds = ["read", "list"]
        if self.nodes:
            kinds += ["join", "join"]
        if self.texts:
            kinds += ["write", "write"]
        if self.writers:
            kinds += ["append", "read", "read"]
        if self.nodes and not any("batch" in node for node in self.nodes):
            kinds.append("batch")
        return kinds

    def add(self) -> None:
        kind = self.draw(st.sampled_from(self.kinds()))
        if kind in ("join", "batch"):
            code = "join" if kind == "join" else "each"
            made = self.node("code_job", source_details=f"code/{code}.py")
            self.feed(made)
            if kind == "join":
                self.texts.append(made)
            else:
                each = self.node("sub_diagram", batch=True, diagram_path="item")
                self.connect(made, each)
            return
        new = [path for path in OUTPUTS if path not in self.writers]
        places = {
            "read": [*INPUTS, *self.writers],
            "list": ["in/*.txt", "out/*.txt"],
            "write": new or [f"out/{len(self.nodes)}.more"],
            "append": [*self.writers],
        }
        place = self.draw(st.sampled_from(places[kind]))
        label = self.node("db", operation=kind, source_details=place)
        if kind in ("write", "append"):
            self.connect(self.draw(st.sampled_from(self.texts)), label)
        if place in self.writers:
            self.connect(self.writers[place], label, "after")
        if kind in ("write", "append"):
            self.writers[place] = label
        elif kind == "read":
            self.texts.append(label)

    def node(self, type_: str, **props: Any) -> str:
        label = f"N{len(self.nodes)}"
        self.nodes.append({"label": label, "type": type_, **props})
        return label

    def feed(self, label: str) -> None:
        before = [node["label"] for node in self.nodes[:-1]]
        some = st.lists(st.sampled_from(before or [""]), max_size=2, unique=True)
        for at, source in enumerate(self.draw(some) if before else ()):
            self.connect(source, label, f"p{at}" if at else "in")

    def connect(self, source: str, target: str, port: str = "in") -> None:
        self.connections.append({"from": source, "to": target, "label": port})


@st.composite
def diagrams(draw: st.DrawFn) -> str:
    drawing = Drawing(draw)
    for _ in range(draw(st.integers(3, 8))):
        drawing.add()
    return json.dumps({"nodes": drawing.nodes, "connections": drawing.connections})


EDITS = st.one_of(
    st.tuples(st.sampled_from(INPUTS), TEXTS),
    st.tuples(
        st.just("code/join.py"),
        st.sampled_from("xy").map(lambda s: JOIN.format(sign=s)),
    ),
    st.tuples(st.just("d"), diagrams()),
    st.tuples(st.sampled_from(OUTPUTS), st.none()),
)


def tree(root: Path) -> dict[str, bytes]:
    found = sorted(path for path in (root / "out").rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(diagrams(), st.lists(EDITS, min_size=1, max_size=5))
def test_what_is_reused_makes_what_running_all_makes(
    diagram: str, edits: list[tuple[str, str | None]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root, other = Path(folder, "here"), Path(folder, "other")
        put(
            root,
            {
                **dict.fromkeys(INPUTS, "a"),
                "code/join.py": JOIN.format(sign="x"),
                "code/each.py": EACH,
                "item": ITEM,
                "d": diagram,
            },
        )
        for path, text in [("in/1.txt", "a"), *edits]:
            if text is None:
                (root / path).unlink(missing_ok=True)
            else:
                put(root, {path: text})
            shutil.rmtree(other, ignore_errors=True)
            shutil.copytree(root, other)
            here = dipeo(root, "run", "d", "--overwrite")
            there = dipeo(other, "run", "d", "--overwrite", "--no-cache")
            event(f"{here.code}")
            assert (here.code, tree(root)) == (there.code, tree(other)), here.err
