"""Diagrams as pictures: Mermaid and Graphviz text, and SVG that needs no other tool."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from zlib import crc32

from dipeo.core.diagram import Diagram, Edge, Node

WIDTH, HEIGHT = 200, 56  # of a node's card, in pixels
GAP_X, GAP_Y = 280, 100  # between cards that the author has not placed
MARGIN = 24


def mermaid(diagram: Diagram) -> str:
    """A Mermaid flowchart. Format: mermaid.js.org, flowchart syntax."""
    number = _numbers(diagram)
    lines = ["flowchart LR"]
    for node in diagram.nodes:
        label = f"{_mermaid_text(node.label)}<br/><i>{_mermaid_text(_kind(node))}</i>"
        lines.append(f'  n{number[node.label]}["{label}"]')
    for edge in diagram.edges:
        ends = f"n{number[edge.source.node]} -- n{number[edge.target.node]}"
        source, target = ends.split(" -- ")
        text = _mermaid_text(_ports(edge))
        arrow = f'-- "{text}" -->' if text else "-->"
        lines.append(f"  {source} {arrow} {target}")
    return "\n".join(lines) + "\n"


def _mermaid_text(text: str) -> str:
    """Mermaid reads `#35;` as the character number 35."""
    return "".join(c if c.isalnum() or c in " ._-→" else f"#{ord(c)};" for c in text)


def dot(diagram: Diagram) -> str:
    """A Graphviz digraph."""
    number = _numbers(diagram)
    lines = ["digraph {", "  rankdir=LR", "  node [shape=box style=rounded]"]
    for node in diagram.nodes:
        label = _dot_text(node.label) + "\\n" + _dot_text(_kind(node))
        lines.append(f'  n{number[node.label]} [label="{label}"]')
    for edge in diagram.edges:
        label = _dot_text(_ports(edge))
        source, target = number[edge.source.node], number[edge.target.node]
        lines.append(f'  n{source} -> n{target} [label="{label}"]')
    return "\n".join([*lines, "}"]) + "\n"


def _dot_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


def _numbers(diagram: Diagram) -> dict[str, int]:
    return {node.label: index for index, node in enumerate(diagram.nodes)}


def _kind(node: Node) -> str:
    return f"{node.type}, for each" if node.batch else node.type


def _ports(edge: Edge) -> str:
    """The ports of a connection, the usual ones left out."""
    source = "" if edge.source.name == "out" else edge.source.name
    target = "" if edge.target.name == "in" else edge.target.name
    return f"{source} → {target}" if source and target else source or target


# SVG -------------------------------------------------------------------------------------------------

_STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1c2330 }
  .type, .port { font-size: 11px; fill: #5b6475 }
  .card { fill: #fff; stroke: #c5ccd8 }
  .edge { fill: none; stroke: #8a94a6; stroke-width: 1.5 }
  .port { paint-order: stroke; stroke: #f7f8fa; stroke-width: 4px }
  .back { fill: #f7f8fa }
  @media (prefers-color-scheme: dark) {
    text { fill: #e8ebf0 } .type, .port { fill: #9aa4b5 }
    .card { fill: #232a36; stroke: #465064 } .back { fill: #181d26 }
    .port { stroke: #181d26 }
  }
"""


def svg(diagram: Diagram) -> str:
    """The diagram as its author placed it; nodes without a position stand in columns by their order."""
    places = _positions(diagram)
    width = max(x for x, _ in places.values()) + WIDTH + MARGIN
    height = max(y for _, y in places.values()) + HEIGHT + MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}"'
        f' width="{width:g}" height="{height:g}" role="img"'
        f' aria-label="{_xml(diagram.name)}">',
        f"<style>{_STYLE}</style>",
        f'<rect class="back" width="{width:g}" height="{height:g}"/>',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7"'
        ' markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#8a94a6"/>'
        "</marker></defs>",
    ]
    for edge in diagram.edges:
        lines += _svg_edge(edge, places)
    for node in diagram.nodes:
        lines += _svg_node(node, *places[node.label])
    return "\n".join([*lines, "</svg>"]) + "\n"


_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _xml(text: str) -> str:
    """Text for an element or attribute; characters that XML does not have are replaced."""
    return html.escape(_NOT_XML.sub("\ufffd", text))


def _svg_node(node: Node, x: float, y: float) -> Iterator[str]:
    hue = (
        crc32(node.type.encode("utf-8", "replace")) >> 9
    ) % 360  # spreads the engine's own types
    label = node.label if len(node.label) <= 26 else f"{node.label[:25]}…"
    if node.batch:
        yield (
            f'<rect class="card" x="{x + 5:g}" y="{y + 5:g}" width="{WIDTH}"'
            f' height="{HEIGHT}" rx="8"/>'
        )
    yield f"<g><title>{_xml(node.label)}</title>"
    yield (
        f'<rect class="card" x="{x:g}" y="{y:g}" width="{WIDTH}" height="{HEIGHT}"'
        ' rx="8"/>'
    )
    yield (
        f'<rect x="{x:g}" y="{y + 8:g}" width="4" height="{HEIGHT - 16}" rx="2"'
        f' fill="hsl({hue} 60% 52%)"/>'
    )
    yield f'<text x="{x + 14:g}" y="{y + 24:g}">{_xml(label)}</text>'
    yield (
        f'<text class="type" x="{x + 14:g}" y="{y + 42:g}">{_xml(_kind(node))}</text>'
    )
    yield "</g>"


def _svg_edge(edge: Edge, places: dict[str, tuple[float, float]]) -> Iterator[str]:
    x1, y1 = places[edge.source.node]
    x2, y2 = places[edge.target.node]
    x1, y1, y2 = x1 + WIDTH, y1 + HEIGHT / 2, y2 + HEIGHT / 2
    bend = max(40, abs(x2 - x1) / 2)
    yield (
        f'<path class="edge" marker-end="url(#tip)" d="M{x1:g} {y1:g}'
        f' C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}"/>'
    )
    if _ports(edge):
        x, y = (x1 + x2) / 2, (y1 + y2) / 2 - 5
        text = _xml(_ports(edge))
        yield (
            f'<text class="port" x="{x:g}" y="{y:g}" text-anchor="middle">{text}</text>'
        )


def _positions(diagram: Diagram) -> dict[str, tuple[float, float]]:
    """The upper left corner of each card, moved so that the picture begins at the margin."""
    spots: dict[str, tuple[float, float]] = {}
    column = _columns(diagram)
    rows: dict[int, int] = {}
    for node in diagram.nodes:
        if node.position is not None:
            x, y = node.position
            spots[node.label] = (x * 1.4, y)
        else:
            at = column[node.label]
            rows[at] = rows.get(at, -1) + 1
            spots[node.label] = (at * GAP_X, rows[at] * GAP_Y)
    left = min(x for x, _ in spots.values()) - MARGIN
    top = min(y for _, y in spots.values()) - MARGIN
    return {label: (x - left, y - top) for label, (x, y) in spots.items()}


def _columns(diagram: Diagram) -> dict[str, int]:
    """How many connections lead to each node, at most; a circle is cut where it is met."""
    column = dict.fromkeys((node.label for node in diagram.nodes), 0)
    for _ in diagram.nodes:
        for edge in diagram.edges:
            behind = column[edge.source.node] + 1
            if column[edge.target.node] < behind <= len(column):
                column[edge.target.node] = behind
    return column
