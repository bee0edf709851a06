"""Text that fits a width: documents whose groups break into lines only when they must.

The algebra of Wadler's "A prettier printer", with the rules of the printers of Prettier and ruff for what counts
as fitting: the rest of the line, up to the next possible break, belongs to it.

A document is a string without line breaks, a tuple or list of documents, or one of the classes below, built by
`group`, `indent`, `if_break`, `fill`, `choice`, `follow` and the constants `LINE`, `SOFTLINE`, `HARDLINE`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from .languages.characters import width as columns


@dataclass(frozen=True, slots=True)
class Line:
    """A newline in a broken group, and `flat` in a flat one; a hard line is always a newline."""

    flat: str
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Laid out flat when it fits and nothing in it is forced, else with its own lines as newlines."""

    content: Doc
    forced: bool


@dataclass(frozen=True, slots=True)
class Indent:
    content: Doc
    forced: bool


@dataclass(frozen=True, slots=True)
class IfBreak:
    broken: Doc
    flat: Doc
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Fill:
    items: tuple[Doc, ...]
    trailing: str
    forced: bool


@dataclass(frozen=True, slots=True)
class Choice:
    states: tuple[Doc, ...]
    forced: bool


@dataclass(frozen=True, slots=True)
class Follow:
    content: Doc
    forced: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Text that lays itself out: `flat` when that fits, else `broken` of its level, which begins with a bracket."""

    flat: str
    broken: Callable[[int], str]
    forced: bool


Doc: TypeAlias = "str | Line | Group | Indent | IfBreak | Fill | Choice | Follow | Block | tuple[Doc, ...] | list[Doc]"

LINE = Line(" ")
"""A newline, or a space when the group is flat."""
SOFTLINE = Line("")
"""A newline, or nothing when the group is flat."""
HARDLINE = Line("", forced=True)
"""Always a newline; it breaks every group around it."""


def group(*content: Doc, broken: bool = False) -> Group:
    """A part that is flat if it fits; `broken` breaks it in any case."""
    return Group(content, broken or is_forced(content))


def indent(*content: Doc) -> Indent:
    """A part whose newlines are one level deeper."""
    return Indent(content, is_forced(content))


def if_break(broken: Doc, flat: Doc = "") -> IfBreak:
    """One of two documents, by whether the group around it is broken."""
    return IfBreak(broken, flat)


def fill(items: Iterable[Doc], *, trailing: str = "") -> Fill:
    """Items with as many on a line as fit, like words; each item brings its own comma.

    `trailing` follows the last item when the group around is broken.
    """
    kept = tuple(items)
    return Fill(kept, trailing, is_forced(kept))


def choice(*states: Doc) -> Choice:
    """The first state that fits, else the last one broken (Prettier's conditional group).

    A state whose first forced newline comes before the end of the line fits.
    """
    return Choice(states, is_forced(states[0]))


def follow(*content: Doc) -> Follow:
    """After a space if the content fits up to its first break, else on a line of its own, one level deeper."""
    return Follow(content, is_forced(content))


def join(separator: Doc, items: Iterable[Doc]) -> list[Doc]:
    """The items with the separator between them."""
    joined: list[Doc] = []
    for item in items:
        if joined:
            joined.append(separator)
        joined.append(item)
    return joined


def bracketed(
    opening: str,
    items: Iterable[Doc],
    closing: str,
    *,
    edge: Line = SOFTLINE,
    trailing: str = ",",
    broken: bool = False,
) -> Group:
    """A list in brackets: on one line, or one item a line with `trailing` after the last.

    `edge` is the break after the opening and before the closing bracket: `LINE` gives `{ a }` when flat.
    """
    inside = indent(edge, join((",", LINE), items), if_break(trailing))
    return group(opening, inside, edge, closing, broken=broken)


def render(
    doc: Doc, *, width: int, unit: str, level: int = 0, column: int | None = None
) -> str:
    """The document as text. The first line starts at `column` (default: the margin) and is not indented.

    `unit` is one level of indentation, `level` the levels around the document; both count towards `width`.
    """
    return _Printer(width, unit).print(
        doc, level, len(unit) * level if column is None else column
    )


_Command: TypeAlias = "tuple[int, bool, Doc]"
"""Level, whether the surrounding group is flat, and what to print."""


class _Printer:
    def __init__(self, width: int, unit: str) -> None:
        self._width = width
        self._unit = unit

    def print(self, doc: Doc, level: int, column: int) -> str:
        out: list[str] = []
        stack: list[_Command] = [(level, False, doc)]
        while stack:
            level, flat, doc = stack.pop()
            if isinstance(doc, str):
                out.append(doc)
                column += columns(doc)
            elif isinstance(doc, tuple | list):
                stack.extend((level, flat, part) for part in reversed(doc))
            elif isinstance(doc, Line):
                if flat and not doc.forced:
                    out.append(doc.flat)
                    column += len(doc.flat)
                else:
                    _trim(out)
                    out.append("\n" + self._unit * level)
                    column = len(self._unit) * level
            elif isinstance(doc, Indent):
                stack.append((level + 1, flat, doc.content))
            elif isinstance(doc, IfBreak):
                stack.append((level, flat, doc.flat if flat else doc.broken))
            elif isinstance(doc, Group):
                stack.append(self._group(level, flat, doc, stack, column))
            elif isinstance(doc, Choice):
                stack.append(self._choice(level, flat, doc, stack, column))
            elif isinstance(doc, Follow):
                stack.extend(self._follow(level, flat, doc, stack, column))
            elif isinstance(doc, Block):
                text = self._block(level, flat, doc, stack, column)
                out.append(text)
                column = columns(text.rpartition("\n")[2]) + (
                    0 if "\n" in text else column
                )
            elif flat:
                stack.append((level, True, join(LINE, doc.items)))
            else:
                stack.extend(self._fill(level, doc, column))
        return "".join(out)

    def _group(
        self, level: int, flat: bool, doc: Group, rest: list[_Command], column: int
    ) -> _Command:
        if doc.forced:
            return level, False, doc.content
        if flat or _fits((level, True, doc.content), rest, self._width - column):
            return level, True, doc.content
        return level, False, doc.content

    def _choice(
        self, level: int, flat: bool, doc: Choice, rest: list[_Command], column: int
    ) -> _Command:
        if flat:
            return level, True, doc.states[0]
        for state in doc.states[:-1]:
            if _fits((level, True, state), rest, self._width - column):
                return level, True, state
        return level, False, doc.states[-1]

    def _follow(
        self, level: int, flat: bool, doc: Follow, rest: list[_Command], column: int
    ) -> list[_Command]:
        """The content and what is before it, last to be printed first."""
        if not flat:
            waiting = [*rest, (level, False, doc.content)]
            if not _fits((level, True, " "), waiting, self._width - column):
                return [(level + 1, False, (HARDLINE, doc.content))]
        return [(level, flat, (" ", doc.content))]

    def _block(
        self, level: int, flat: bool, doc: Block, rest: list[_Command], column: int
    ) -> str:
        if doc.forced:
            return doc.broken(level)
        fits = flat or _fits((level, True, doc.flat), rest, self._width - column)
        return doc.flat if fits else doc.broken(level)

    def _fill(self, level: int, doc: Fill, column: int) -> list[_Command]:
        """The first item and what follows it, last to be printed first."""
        if not doc.items:
            return []
        first, *others = doc.items
        if not others:
            first = (first, doc.trailing)
        room = self._width - column
        commands: list[_Command] = [
            (level, _fits((level, True, first), [], room), first)
        ]
        if others:
            second = others[0] if others[1:] else (others[0], doc.trailing)
            stays = _fits((level, True, (first, LINE, second)), [], room)
            commands.append((level, stays, LINE))
            commands.append(
                (level, False, Fill(tuple(others), doc.trailing, doc.forced))
            )
        return commands[::-1]


def _fits(command: _Command, rest: list[_Command], room: int) -> bool:
    """Whether the command's text, and what follows up to the next possible newline, fits in the room."""
    waiting = len(rest)
    stack = [command]
    while room >= 0:
        if not stack:
            if not waiting:
                return True
            waiting -= 1
            stack.append(rest[waiting])
        level, flat, doc = stack.pop()
        if isinstance(doc, str):
            room -= columns(doc)
        elif isinstance(doc, tuple | list):
            stack.extend((level, flat, part) for part in reversed(doc))
        elif isinstance(doc, Line):
            if not flat or doc.forced:
                return True
            room -= len(doc.flat)
        elif isinstance(doc, IfBreak):
            stack.append((level, flat, doc.flat if flat else doc.broken))
        elif isinstance(doc, Group):
            stack.append((level, flat and not doc.forced, doc.content))
        elif isinstance(doc, Choice):
            stack.append((level, flat, doc.states[0 if flat else -1]))
        elif isinstance(doc, Follow):
            stack.append((level, flat, (" ", doc.content)))
        elif isinstance(doc, Block):
            if doc.forced or not flat:
                return room > 0
            room -= columns(doc.flat)
        elif isinstance(doc, Fill):
            stack.append((level, flat, join(LINE, doc.items)))
        else:
            stack.append((level, flat, doc.content))
    return False


def is_forced(doc: Doc) -> bool:
    """Whether the document has a newline in any case."""
    if isinstance(doc, str):
        return False
    if isinstance(doc, tuple | list):
        return any(map(is_forced, doc))
    return doc.forced


def _trim(out: list[str]) -> None:
    """Drop the spaces at the end of the line."""
    while out:
        out[-1] = out[-1].rstrip(" ")
        if out[-1]:
            return
        out.pop()
