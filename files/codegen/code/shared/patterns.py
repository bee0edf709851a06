"""The common subset of regular expressions, with one meaning in Python, JavaScript and JSON Schema.

`parse` reads a pattern into a small tree or refuses it at the character that is outside the subset; the `to_…`
functions write the tree in each dialect with everything spelled out, so that no default of an engine matters:
`\\d`, `\\w` and `\\s` are ASCII, `.` is any character but a line terminator, `$` is the very end, characters are
code points.

In the subset: literals, `.`, classes with ranges, groups `( )` and `(?: )`, look-ahead `(?= )` and `(?! )`,
alternatives, `* + ? {n} {n,} {n,m}` with an optional lazy `?`, `^ $ \\b \\B`, and the escapes
`\\d \\D \\w \\W \\s \\S \\t \\n \\r \\f \\v \\xHH \\uHHHH \\u{H…}` and backslash with punctuation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

MAX_REPEAT = 1000
"""The most repetitions of one quantifier, and of quantifiers inside each other: engines cap them differently."""
MAX_DEPTH = 64


class PatternError(ValueError):
    """A pattern outside the common subset: `position` counts characters from 1."""

    def __init__(self, message: str, index: int) -> None:
        super().__init__(f"{message} (character {index + 1} of the pattern)")
        self.position = index + 1


@dataclass(frozen=True, slots=True)
class Literal:
    character: str


@dataclass(frozen=True, slots=True)
class Class:
    """One character within (or, `negated`, outside) the ranges of code points."""

    ranges: tuple[tuple[int, int], ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """`^`, `$`, `b` or `B`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Sequence:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """`opening` is `(`, `(?:`, `(?=` or `(?!`."""

    opening: str
    content: Node


@dataclass(frozen=True, slots=True)
class Repeat:
    content: Node
    least: int
    most: int | None
    lazy: bool


Node: TypeAlias = "Literal | Class | Anchor | Sequence | Alternatives | Group | Repeat"
Range: TypeAlias = "tuple[int, int]"

_LAST = 0x10FFFF
_DIGIT: tuple[Range, ...] = ((0x30, 0x39),)
_WORD: tuple[Range, ...] = ((0x41, 0x5A), (0x61, 0x7A), (0x30, 0x39), (0x5F, 0x5F))
_SPACE: tuple[Range, ...] = tuple((ord(space), ord(space)) for space in " \t\n\v\f\r")
_LINE_ENDS: tuple[Range, ...] = tuple(
    (ord(end), ord(end)) for end in "\n\r\u2028\u2029"
)
_SHORTHANDS = {
    "d": Class(_DIGIT),
    "D": Class(_DIGIT, negated=True),
    "w": Class(_WORD),
    "W": Class(_WORD, negated=True),
    "s": Class(_SPACE),
    "S": Class(_SPACE, negated=True),
}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}
_QUANTIFIER = re.compile(r"\{([0-9]{1,9})(,([0-9]{1,9})?)?\}")
_OPENINGS = ("(?:", "(?=", "(?!")
_REFUSED_GROUPS = {
    "(?<=": "look-behind is",
    "(?<!": "look-behind is",
    "(?P": "named groups are",
    "(?<": "named groups are",
    "(?#": "comments are",
    "(?>": "atomic groups are",
    "(?(": "conditional groups are",
    "(?": "inline flags are",
}


def check_pattern(pattern: str) -> None:
    """Raise PatternError if the pattern is outside the common subset."""
    parse(pattern)


@lru_cache(maxsize=1024)
def parse(pattern: str) -> Node:
    """The pattern as a tree. Raises PatternError at the first character outside the common subset."""
    return _Parser(pattern).parse()


class _Parser:
    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0
        self._depth = 0

    def parse(self) -> Node:
        node, _ = self._alternatives()
        if self._at < len(self._text):
            raise PatternError("')' closes no group", self._at)
        return node

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _alternatives(self) -> tuple[Node, int]:
        """Options up to the end of the group, and the repetitions inside them."""
        options, weights = [], [1]
        while True:
            node, weight = self._sequence()
            options.append(node)
            weights.append(weight)
            if self._peek() != "|":
                node = options[0] if len(options) == 1 else Alternatives(tuple(options))
                return node, max(weights)
            self._at += 1

    def _sequence(self) -> tuple[Node, int]:
        parts: list[Node] = []
        heaviest = 1
        while self._peek() not in ("", "|", ")"):
            node, weight = self._repeated()
            parts.append(node)
            heaviest = max(heaviest, weight)
        return (parts[0] if len(parts) == 1 else Sequence(tuple(parts))), heaviest

    def _repeated(self) -> tuple[Node, int]:
        """An atom with its quantifier."""
        start = self._at
        node, weight = self._atom()
        at = self._at
        times = self._quantifier()
        if times is None:
            return node, weight
        if isinstance(node, Anchor) or (
            isinstance(node, Group) and node.opening in ("(?=", "(?!")
        ):
            raise PatternError("a quantifier cannot follow an assertion", at)
        least, most = times
        weight *= max(most or least, 1)
        if weight > MAX_REPEAT:
            raise PatternError(f"more than {MAX_REPEAT} repetitions", start)
        lazy = self._peek() == "?"
        self._at += lazy
        if self._peek() in ("*", "+", "?") or _QUANTIFIER.match(self._text, self._at):
            raise PatternError("a quantifier cannot follow a quantifier", self._at)
        return Repeat(node, least, most, lazy), weight

    def _quantifier(self) -> tuple[int, int | None] | None:
        simple = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        found: tuple[int, int | None]
        if self._peek() in simple:
            found = simple[self._peek()]
            self._at += 1
            return found
        match = _QUANTIFIER.match(self._text, self._at)
        if not match:
            return None
        least = int(match[1])
        most = int(match[3]) if match[3] else None if match[2] else least
        if most is not None and most < least:
            raise PatternError("the bounds of a quantifier are out of order", self._at)
        self._at = match.end()
        return least, most

    def _atom(self) -> tuple[Node, int]:
        character = self._peek()
        if character == "(":
            return self._group()
        at = self._at
        if character in ("*", "+", "?"):
            raise PatternError("there is nothing to repeat before the quantifier", at)
        if character in ("{", "}", "]"):
            raise PatternError(f"write \\{character} for the character {character}", at)
        self._at += 1
        if character in ("^", "$"):
            return Anchor(character), 1
        if character == ".":
            return Class(_LINE_ENDS, negated=True), 1
        if character == "[":
            return self._class(), 1
        if character == "\\":
            if self._peek() in ("b", "B"):
                self._at += 1
                return Anchor(self._text[self._at - 1]), 1
            return self._escape(), 1
        return self._literal(character, at), 1

    def _group(self) -> tuple[Node, int]:
        at = self._at
        opening = "("
        if self._text.startswith("(?", at):
            opening = self._text[at : at + 3]
            if opening not in _OPENINGS:
                what = next(
                    w
                    for key, w in _REFUSED_GROUPS.items()
                    if self._text.startswith(key, at)
                )
                raise PatternError(f"{what} not the same in every language", at)
        self._at += len(opening)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise PatternError(f"groups are nested deeper than {MAX_DEPTH}", at)
        content, weight = self._alternatives()
        if self._peek() != ")":
            raise PatternError("the group is not closed", at)
        self._at += 1
        self._depth -= 1
        return Group(opening, content), weight

    def _class(self) -> Class:
        start = self._at - 1
        negated = self._peek() == "^"
        self._at += negated
        ranges: list[Range] = []
        first = self._at
        while self._peek() != "]":
            if self._peek() == "":
                raise PatternError("the class is not closed", start)
            ranges += self._class_item()
        if self._at == first:
            raise PatternError(
                "an empty class is not the same in every language", start
            )
        self._at += 1
        return Class(tuple(ranges), negated)

    def _class_item(self) -> tuple[Range, ...]:
        """A character, a range, or the ranges of `\\d` and the like."""
        start = self._at
        low = self._class_atom()
        if self._peek() != "-" or self._text[self._at + 1 : self._at + 2] in ("]", ""):
            return _ranges(low)
        self._at += 1
        high = self._class_atom()
        if isinstance(low, Class) or isinstance(high, Class):
            raise PatternError("a range must have a character at each end", start)
        if low.character > high.character:
            raise PatternError("the ends of the range are out of order", start)
        return ((ord(low.character), ord(high.character)),)

    def _class_atom(self) -> Literal | Class:
        at = self._at
        character = self._peek()
        self._at += 1
        return self._escape() if character == "\\" else self._literal(character, at)

    def _literal(self, character: str, at: int) -> Literal:
        if "\ud800" <= character <= "\udfff":
            raise PatternError("a lone surrogate is no character", at)
        return Literal(character)

    def _escape(self) -> Literal | Class:
        """What follows a backslash."""
        at = self._at - 1
        letter = self._peek()
        self._at += 1
        if letter in _SHORTHANDS:
            return _SHORTHANDS[letter]
        if letter in _CONTROLS:
            return Literal(_CONTROLS[letter])
        if letter == "x":
            return Literal(chr(self._hex(2, at)))
        if letter == "u":
            return self._literal(chr(self._code_point(at)), at)
        if letter and letter.isascii() and not letter.isalnum() and letter > " ":
            return Literal(letter)
        if letter.isdigit():
            raise PatternError("back-references are not the same in every language", at)
        shown = f"\\{letter}" if letter else "a backslash at the end"
        raise PatternError(f"{shown} is not an escape in every language", at)

    def _code_point(self, at: int) -> int:
        """The character of `\\uHHHH`, of a pair of them, or of `\\u{H…}`."""
        if self._peek() == "{":
            closing = self._text.find("}", self._at)
            digits = self._text[self._at + 1 : closing] if closing > 0 else ""
            code = (
                int(digits, 16)
                if re.fullmatch("[0-9A-Fa-f]{1,6}", digits)
                else _LAST + 1
            )
            if code > _LAST:
                raise PatternError("\\u{…} holds a code point in hexadecimal", at)
            self._at = closing + 1
            return code
        code = self._hex(4, at)
        if 0xD800 <= code <= 0xDBFF and self._text.startswith("\\u", self._at):
            self._at += 2
            low = self._hex(4, at)
            if 0xDC00 <= low <= 0xDFFF:
                return 0x10000 + ((code - 0xD800) << 10) + low - 0xDC00
        return code

    def _hex(self, count: int, at: int) -> int:
        digits = self._text[self._at : self._at + count]
        if not re.fullmatch(f"[0-9A-Fa-f]{{{count}}}", digits):
            raise PatternError(f"the escape needs {count} hexadecimal digits", at)
        self._at += count
        return int(digits, 16)


def _ranges(item: Literal | Class) -> tuple[Range, ...]:
    if isinstance(item, Literal):
        return ((ord(item.character), ord(item.character)),)
    return _complement(item.ranges) if item.negated else item.ranges


def _complement(ranges: tuple[Range, ...]) -> tuple[Range, ...]:
    found, start = [], 0
    for low, high in sorted(ranges):
        if start < low:
            found.append((start, low - 1))
        start = max(start, high + 1)
    return (*found, (start, _LAST)) if start <= _LAST else tuple(found)
