"""A statement of SQL, looked at before any database sees it: one, with parameters, and no end of a transaction."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dipeo.errors import did_you_mean

_ASIDE = r"""
    (?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))
  | (?P<quoted>[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`
      |\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)
"""
_PIECE = re.compile(
    _ASIDE
    + r"""
  | (?P<cast>::)
  | (?P<escaped>\\:)
  | (?<![:\w]):(?P<name>[A-Za-z_]\w*)
  | (?P<end>;)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<space>\s+)
  | (?P<other>.)
    """,
    re.S | re.X,
)
_PLACEHOLDER = re.compile(r"(?<!\{)\{([A-Za-z_][\w.-]*)\}(?!\})")

READS = frozenset({"select", "values", "table", "with", "explain", "show"})
CHANGES = frozenset(
    {"insert", "update", "delete", "merge", "replace", "truncate"}
    | {"create", "alter", "drop", "comment"}
)


class SqlProblem(ValueError):
    """A text that is not one statement that a node may run; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. In `text` a colon is escaped where it begins no parameter."""

    text: str
    names: tuple[str, ...]
    reads: bool  # whether it changes nothing


def statement_of(sql: str) -> Statement:
    """Raises SqlProblem."""
    parts: list[str] = []
    names: dict[str, None] = {}
    words: list[str] = []
    ended = False
    bare: list[str] = []
    for found in _PIECE.finditer(sql):
        kind, text = found.lastgroup, found[0]
        if kind == "tag":
            kind = "quoted"
        bare.append(" " if kind == "comment" else text)
        if ended and kind not in ("comment", "space", "end"):
            raise SqlProblem(
                "it holds more than one statement; a node runs one, and what belongs"
                " together is committed together anyway"
            )
        if kind == "name":
            names[found["name"]] = None
        elif kind == "word":
            words.append(text.lower())
        elif kind == "end":
            ended = True
            continue
        parts.append(text if kind in ("name", "escaped") else text.replace(":", r"\:"))
    braces = _PLACEHOLDER.search("".join(bare))
    if braces:
        name = braces[1]
        bound = name.replace(".", "_").replace("-", "_")
        raise SqlProblem(
            f"{braces[0]} would be pasted into the SQL, where it could be anything: write"
            f" :{bound} without quotes, and give `parameters: {{{bound}: '{{{name}}}'}}`"
        )
    return Statement("".join(parts).strip(), tuple(names), _reads(words))


def _reads(words: list[str]) -> bool:
    first = words[0] if words else ""
    if first not in READS | CHANGES:
        hint = did_you_mean(first, READS | CHANGES)
        what = f"{first.upper()!r}" if first else "nothing"
        raise SqlProblem(f"it begins with {what}, which no node may run{hint}")
    return first in READS and CHANGES.isdisjoint(words)
