"""Python expressions that know how `ruff format` lays them out when they do not fit on a line.

A printer of its own beside `shared.layout` because every field of every model goes through it: an expression
that fits is printed without a document being built.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

from ...shared.languages import python
from ...shared.languages.characters import width as columns

WIDTH = 88
STEP = 4
_LONGEST_ESCAPE = len(r"\U0001f600")


class Brackets(NamedTuple):
    """A call, a subscript or a display: on one line, or one item a line."""

    opening: str
    items: Sequence[Expression]
    closing: str
    comma: str  # after the last item, when each has its own line
    flat: str

    def broken(self, indent: int, before: int, after: int) -> str:
        inner = indent + STEP
        margin = " " * inner
        lines = [laid_out(item, inner, inner, 1) for item in self.items[:-1]]
        lines.append(laid_out(self.items[-1], inner, inner, len(self.comma)))
        body = f",\n{margin}".join(lines)
        return (
            f"{self.opening}\n{margin}{body}{self.comma}\n{' ' * indent}{self.closing}"
        )


class Either(NamedTuple):
    """Operands joined by `|`: on one line, or one a line, inside brackets."""

    operands: Sequence[Expression]
    flat: str

    def broken(self, indent: int, before: int, after: int) -> str:
        first, *others, last = self.operands
        lines = [laid_out(first, indent, before, 0)]
        lines += [f"| {laid_out(other, indent, indent + 2, 0)}" for other in others]
        lines.append(f"| {laid_out(last, indent, indent + 2, after)}")
        return f"\n{' ' * indent}".join(lines)


class Named(NamedTuple):
    """An expression behind its name: `default=1`, `"key": 1`."""

    name: str
    value: Expression
    flat: str

    def broken(self, indent: int, before: int, after: int) -> str:
        before += columns(self.name)
        return self.name + laid_out(self.value, indent, before, after)


class Text(NamedTuple):
    """A string literal: on one line, or in parts that Python joins."""

    text: str
    flat: str

    def broken(self, indent: int, before: int, after: int) -> str:
        margin = " " * (indent + STEP)
        body = margin + self.flat
        if columns(body) > WIDTH:
            room = max(WIDTH - len(margin) - len('""'), 2 * _LONGEST_ESCAPE)
            parts = _parts(self.text, room)
            body = "\n".join(margin + python.string(part) for part in parts)
        return f"(\n{body}\n{' ' * indent})"


Expression: TypeAlias = "str | Brackets | Either | Named | Text"


def laid_out(expression: Expression, indent: int, before: int, after: int) -> str:
    """The expression as text, with `before` columns in front of it and `after` behind it on their lines."""
    if isinstance(expression, str):
        return expression
    if before + columns(expression.flat) + after <= WIDTH:
        return expression.flat
    return expression.broken(indent, before, after)


def flat(expression: Expression) -> str:
    """The expression on one line."""
    return expression if isinstance(expression, str) else expression.flat


def call(name: str, arguments: Sequence[Expression], comma: str = ",") -> Brackets:
    """`name(arguments)`, with the comma after the last one when each has its own line."""
    return _brackets(f"{name}(", arguments, ")", comma)


def subscript(name: str, *items: Expression) -> Brackets:
    """`name[items]`; a sole item gets no comma, which would make it a tuple."""
    return _brackets(f"{name}[", items, "]", "," if len(items) > 1 else "")


def parenthesised(expression: Expression) -> Brackets:
    """`(expression)`."""
    return _brackets("(", (expression,), ")", "")


def named(name: str, value: Expression) -> Named:
    """`name` directly followed by its value; the name brings its `=`."""
    return Named(name, value, name + flat(value))


def tuple_of(items: Sequence[Expression]) -> Expression:
    """`(a, b)`, `(a,)` or `()`."""
    if not items:
        return "()"
    inside = ", ".join(map(flat, items))
    sole = "," if len(items) == 1 else ""
    return Brackets("(", items, ")", ",", f"({inside}{sole})")


def either(operands: Sequence[Expression]) -> Expression:
    """`a | b`, or the sole operand."""
    if len(operands) == 1:
        return operands[0]
    return Either(operands, " | ".join(map(flat, operands)))


def text(value: str) -> Text:
    """A string."""
    return Text(value, python.string(value))


def pattern(regex: str) -> Text:
    """A regular expression."""
    return Text(regex, python.raw_string(regex))


def value(json: Any) -> Expression:
    """Any JSON value."""
    if isinstance(json, str):
        return text(json)
    if isinstance(json, dict) and json:
        pairs = [
            named(f"{python.string(key)}: ", value(item)) for key, item in json.items()
        ]
        return _brackets("{", pairs, "}", ",")
    if isinstance(json, list | tuple) and json:
        return _brackets("[", [value(item) for item in json], "]", ",")
    return python.literal(json)


def _brackets(
    opening: str, items: Sequence[Expression], closing: str, comma: str
) -> Brackets:
    inside = ", ".join(map(flat, items))
    return Brackets(opening, items, closing, comma, f"{opening}{inside}{closing}")


def _parts(text: str, room: int) -> Iterator[str]:
    """The text in pieces whose literals take at most `room` columns inside their quotes, cut after spaces."""
    part, used = "", 0
    for word, needed in _words(text, room):
        if part and used + needed > room:
            yield part
            part, used = "", 0
        part += word
        used += needed
    yield part


def _words(text: str, room: int) -> Iterator[tuple[str, int]]:
    """The words with the space behind them and their columns; a word that is too long comes in pieces."""
    *words, last = text.split(" ")
    for word in [*(f"{word} " for word in words), last]:
        needed = _columns_inside(word)
        if needed <= room:
            yield word, needed
            continue
        step = room // _LONGEST_ESCAPE
        for at in range(0, len(word), step):
            piece = word[at : at + step]
            yield piece, _columns_inside(piece)


def _columns_inside(text: str) -> int:
    """The columns of the text's literal without its quotes, whichever quotes the part gets."""
    return columns(python.string(text)) - 2 + text.count('"') + text.count("'")
