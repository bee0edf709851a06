"""Pictures of diagrams: Mermaid and Graphviz text, and SVG that is XML."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise
from textwrap import dedent

from hypothesis import given
from hypothesis import strategies as st

from dipeo.cli.draw import dot, mermaid, svg
from dipeo.core.diagram import Diagram, Edge, Node, Port
from dipeo.core.light import parse
from dipeo.errors import Place

SVG = "{http://www.w3.org/2000/svg}"


def diagram(text: str) -> Diagram:
    return parse(dedent(text), name="a/d", file="d.yaml")


SOME = diagram(
    """\
    nodes:
      - {label: Load Spec, type: db, position: {x: 100, y: 50}}
      - {label: Generate, type: code_job, batch: true, position: {x: 400, y: 150}}
      - {label: Write, type: db, position: {x: 700, y: 50}}
    connections:
      - {source: Load Spec, target: Generate}
      - {source: Load Spec, target: Generate.spec_data}
      - {source: Generate.results, target: Write}
      - {source: Load Spec.key, target: Write.path}
    """
)


def test_mermaid() -> None:
    assert mermaid(SOME) == dedent(
        """\
        flowchart LR
          n0["Load Spec<br/><i>db</i>"]
          n1["Generate<br/><i>code_job#44; for each</i>"]
          n2["Write<br/><i>db</i>"]
          n0 --> n1
          n0 -- "spec_data" --> n1
          n1 -- "results" --> n2
          n0 -- "key → path" --> n2
        """
    )


def test_dot() -> None:
    assert dot(SOME) == dedent(
        """\
        digraph {
          rankdir=LR
          node [shape=box style=rounded]
          n0 [label="Load Spec\\ndb"]
          n1 [label="Generate\\ncode_job, for each"]
          n2 [label="Write\\ndb"]
          n0 -> n1 [label=""]
          n0 -> n1 [label="spec_data"]
          n1 -> n2 [label="results"]
          n0 -> n2 [label="key → path"]
        }
        """
    )


def texts(root: ET.Element, kind: str = "text") -> list[str]:
    return ["".join(element.itertext()) for element in root.iter(f"{SVG}{kind}")]


def test_svg_shows_each_node_and_connection() -> None:
    root = ET.fromstring(svg(SOME))
    assert (root.tag, root.get("aria-label")) == (f"{SVG}svg", "a/d")
    assert texts(root, "title") == ["Load Spec", "Generate", "Write"]
    assert texts(root) == [
        *("spec_data", "results", "key → path"),
        *("Load Spec", "db", "Generate", "code_job, for each", "Write", "db"),
    ]
    edges = [path for path in root.iter(f"{SVG}path") if path.get("class") == "edge"]
    assert len(edges) == 4
    # a batch is a card on a card
    cards = [rect for rect in root.iter(f"{SVG}rect") if rect.get("class") == "card"]
    assert len(cards) == 4


def cards(text: str) -> list[tuple[float, float]]:
    root = ET.fromstring(text)
    groups = root.iter(f"{SVG}g")
    found = [group.find(f"{SVG}rect") for group in groups]
    return [
        (float(r.get("x", "")), float(r.get("y", ""))) for r in found if r is not None
    ]


def test_svg_stands_where_the_author_put_it_within_its_frame() -> None:
    (x0, y0), (x1, y1), (x2, y2) = cards(svg(SOME))
    assert (x1 - x0, y1 - y0) == (420, 100)  # wider than the author's grid, for labels
    assert (x2 - x0, y2 - y0) == (840, 0)
    root = ET.fromstring(svg(SOME))
    width, height = float(root.get("width", "")), float(root.get("height", ""))
    assert root.get("viewBox") == f"0 0 {width:g} {height:g}"
    assert (x0, y0) == (24, 24)
    assert (width, height) == (x2 + 200 + 24, y1 + 56 + 24)


def test_svg_places_what_the_author_did_not() -> None:
    found = diagram(
        """\
        nodes:
          - {label: D, type: t}
          - {label: A, type: t}
          - {label: B, type: t}
          - {label: C, type: t}
        connections:
          - {source: A, target: B}
          - {source: B, target: C}
          - {source: A, target: C.a}
        """
    )
    d, a, b, c = cards(svg(found))
    assert a[0] == d[0] < b[0] < c[0]  # columns by the longest way
    assert a[1] != d[1]


def test_a_circle_is_drawn_too() -> None:
    circle = "nodes: [{label: A, type: t}, {label: B, type: t}]\n"
    circle += "connections: [{source: A, target: B}, {source: B, target: A}]"
    for draw in (mermaid, dot, svg):
        assert draw(diagram(circle))


HOSTILE = [
    'quo"te',
    "back\\slash\\n",
    "<b>&amp;]]></b>",
    "new\nline",
    "#35; -- x --> y",
    "bell\x07\x1b\x00",
    "]]} | ` end",
    "\u2028\u202e\ufffe",
    "🙂 日本語 العربية",
    "x" * 300,
]


def hostile(labels: list[str]) -> Diagram:
    place = Place("d.yaml")
    nodes = tuple(Node(label, f"t {label}", place) for label in labels)
    edges = tuple(Edge(Port(a, b), Port(b, a), place) for a, b in pairwise(labels))
    return Diagram('<n">', "d.yaml", nodes, edges)


def test_any_label_is_drawn_as_svg() -> None:
    root = ET.fromstring(svg(hostile(HOSTILE)))
    shown = texts(root, "title")
    assert shown[0] == 'quo"te'
    assert shown[2] == "<b>&amp;]]></b>"
    assert shown[5] == "bell\ufffd\ufffd\ufffd"
    assert shown[8] == "🙂 日本語 العربية"
    assert shown[9] == "x" * 300
    assert f"{'x' * 25}…" in texts(root)


def test_any_label_is_one_line_of_mermaid_and_dot() -> None:
    found = hostile(HOSTILE)
    lines = mermaid(found).splitlines()
    assert len(lines) == 1 + len(HOSTILE) + len(HOSTILE) - 1
    assert lines[1] == '  n0["quo#34;te<br/><i>t quo#34;te</i>"]'
    assert lines[3] == (
        '  n2["#60;b#62;#38;amp#59;#93;#93;#62;#60;#47;b#62;'
        '<br/><i>t #60;b#62;#38;amp#59;#93;#93;#62;#60;#47;b#62;</i>"]'
    )
    text = dot(found)
    assert text.count("\n") == 4 + 2 * len(HOSTILE) - 1
    assert 'n0 [label="quo\\"te\\nt quo\\"te"]' in text
    assert 'n1 [label="back\\\\slash\\\\n\\nt back\\\\slash\\\\n"]' in text


@given(
    st.lists(
        st.text(st.characters(), min_size=1, max_size=8),
        min_size=1,
        max_size=4,
        unique=True,
    )
)
def test_svg_is_xml_whatever_the_labels(labels: list[str]) -> None:
    root = ET.fromstring(svg(hostile(labels)))
    assert len(texts(root, "title")) == len(labels)
