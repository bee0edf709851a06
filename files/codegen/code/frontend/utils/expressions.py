"""TypeScript expressions, laid out as Prettier lays them out.

Most code fits on its line. So an expression carries its text on one line (`flat`), and a layout is made only when
that is too long, or when Prettier breaks the expression anyway (`forced`). The rules are those of Prettier 3 for
member chains, call arguments and assignments.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias

from ...shared.languages.characters import width
from ...shared.layout import (
    HARDLINE,
    LINE,
    Doc,
    bracketed,
    choice,
    follow,
    group,
    indent,
    is_forced,
    join,
    render,
)
from ...shared.literals import Code, typescript

WIDTH = 80
UNIT = "  "
MAX_DEPTH = 16
"""How deep a JSON value may be nested that is written as a literal."""
_SHORT_ARGUMENT = WIDTH // 4
_CONSTANTS = ("true", "false", "null")
_is_factory = re.compile(r"[A-Z]|[$_]+$").match


class Regex(NamedTuple):
    """A regular expression literal."""

    flat: str
    pattern: str


class Data(NamedTuple):
    """A JSON object or array with something in it. In its layout, objects have a line for each member."""

    layout: Doc
    flat: str
    forced: bool
    is_simple: bool


class Elements(NamedTuple):
    """An array of expressions."""

    items: tuple[Expression, ...]
    flat: str
    forced: bool


class Chain(NamedTuple):
    """Calls on a name or on a call: `text.min(1)`, `z.array(text).max(3)`, `record(text).nullable()`."""

    head: str
    arguments: tuple[Expression, ...] | None  # of a call of the head itself
    calls: tuple[tuple[str, tuple[Expression, ...]], ...]
    flat: str
    forced: bool
    is_simple: bool  # with simple arguments, any number of calls may be on one line

    def then(self, called: str, *arguments: Expression) -> Chain:
        """This chain and one more call."""
        calls = (*self.calls, (called, arguments))
        inside, forced, is_simple = _inside(arguments)
        chain = Chain(
            self.head,
            self.arguments,
            calls,
            f"{self.flat}.{called}({inside})",
            self.forced or forced,
            self.is_simple and is_simple,
        )
        return chain._replace(forced=True) if _is_long(chain) else chain

    def all_arguments(self) -> list[tuple[Expression, ...]]:
        """The arguments of each call."""
        following = [arguments for _, arguments in self.calls]
        return following if self.arguments is None else [self.arguments, *following]


Expression: TypeAlias = "str | Regex | Data | Elements | Chain"
"""A `str` is a name, a number or a string literal: something that cannot break."""


def name(text: str) -> Chain:
    """A name that calls can follow."""
    return Chain(text, None, (), text, False, True)


def call(function: str, *arguments: Expression) -> Chain:
    """A call of a function by its name alone."""
    inside, forced, is_simple = _inside(arguments)
    return Chain(function, arguments, (), f"{function}({inside})", forced, is_simple)


def method(owner: str, called: str, *arguments: Expression) -> Chain:
    """A call of a member: `method("z", "int")`."""
    inside, forced, is_simple = _inside(arguments)
    calls = ((called, arguments),)
    return Chain(owner, None, calls, f"{owner}.{called}({inside})", forced, is_simple)


def elements(items: Iterable[Expression]) -> Elements:
    """An array of expressions."""
    kept = tuple(items)
    inside, forced, _ = _inside(kept)
    return Elements(kept, f"[{inside}]", forced)


def data(value: Any) -> str | Data | Chain:
    """A JSON value."""
    if is_deeper(value, MAX_DEPTH):
        return _parsed(value)
    flat = str.__str__(typescript.literal(value))
    if not value or not isinstance(value, dict | list | tuple):
        return flat
    layout = typescript.document(value, broken=True)
    forced = is_forced(typescript.document(value))
    return Data(layout, flat, forced, _is_simple_data(value, 2))


def data_line(key: str, value: Any, level: int) -> Code:
    """`key: value,` in an object literal, where the value is JSON; indented."""
    if is_deeper(value, MAX_DEPTH):
        return property_line(typescript.property_key(key), _parsed(value), level)
    return typescript.property_lines(key, value, level)


def is_deeper(value: Any, depth: int) -> bool:
    """Whether arrays and objects are nested deeper in the value."""
    if not isinstance(value, dict | list | tuple):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return depth == 0 or any(is_deeper(item, depth - 1) for item in inside)


def _parsed(value: Any) -> Chain:
    """A value as a text that is parsed: the compiler gives up on literals that are nested too deeply."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return method("JSON", "parse", str.__str__(typescript.string(text)))


def property_line(key: str, value: Chain, level: int) -> Code:
    """`key: value,` in an object literal, indented."""
    margin = UNIT * level
    if not value.forced:
        line = f"{margin}{key}: {value.flat},"
        if width(line) <= WIDTH:
            return Code(line)
        lines = _call_lines(f"{margin}{key}: ", value, level + 1)
        if lines and all(width(line) <= WIDTH for line in lines):
            return Code("\n".join(lines))
    layout = (_assignment(key, ":", value, width(key) < typescript.SHORT_KEY), ",")
    return Code(margin + render(layout, width=WIDTH, unit=UNIT, level=level))


def declaration_line(left: str, value: Chain) -> Code:
    """`left = value;`."""
    line = f"{left} = {value.flat};"
    if width(line) <= WIDTH and not value.forced:
        return Code(line)
    layout = (_assignment(left, " =", value, False), ";")
    return Code(render(layout, width=WIDTH, unit=UNIT))


def return_line(value: Chain) -> Code:
    """`return value;` in a function."""
    line = f"{UNIT}return {value.flat};"
    if width(line) <= WIDTH and not value.forced:
        return Code(line)
    layout = ("return ", _chain(value), ";")
    return Code(UNIT + render(layout, width=WIDTH, unit=UNIT, level=1))


def _call_lines(start: str, chain: Chain, level: int) -> list[str]:
    """A member chain with a call a line; nothing if it is not broken like that."""
    if not _is_member_chain(chain) or _keeps_first_call(chain):
        return []
    calls = [
        f"{UNIT * level}.{called}({_inside(arguments)[0]})"
        for called, arguments in chain.calls
    ]
    head = "" if chain.arguments is None else f"({_inside(chain.arguments)[0]})"
    return [f"{start}{chain.head}{head}", *calls[:-1], f"{calls[-1]},"]


def _inside(arguments: tuple[Expression, ...]) -> tuple[str, bool, bool]:
    """The arguments on one line, whether one is forced to break, and whether all are simple."""
    texts, forced, is_simple = [], False, True
    for each in arguments:
        if isinstance(each, str):
            texts.append(each)
            continue
        texts.append(each.flat)
        forced = forced or (not isinstance(each, Regex) and each.forced)
        is_simple = is_simple and _is_simple(each, 2)
    return ", ".join(texts), forced, is_simple


def _assignment(left: str, operator: str, value: Chain, is_short: bool) -> Doc:
    """What is on the left and its value, which goes to the next line where Prettier moves it."""
    if is_short:
        return left, operator, " ", _chain(value)
    if _moves_whole(value):
        return group(left, operator, indent(LINE, _chain(value)))
    return group(left, operator, follow(_chain(value)))


def _moves_whole(chain: Chain) -> bool:
    """Whether it goes to the next line rather than break: few calls with short arguments."""
    return not _is_member_chain(chain) and all(
        not arguments or (len(arguments) == 1 and _is_short(arguments[0]))
        for arguments in chain.all_arguments()
    )


def _is_short(argument: Expression) -> bool:
    if isinstance(argument, str):
        if argument in _CONSTANTS or argument.lstrip("-")[0].isdigit():
            return True
        return argument[0] not in "[{" and width(argument) <= _SHORT_ARGUMENT
    if isinstance(argument, Chain):  # a name, or a call of one without arguments
        is_bare = not argument.calls and not argument.arguments
        return is_bare and width(argument.flat) <= _SHORT_ARGUMENT
    return isinstance(argument, Regex) and len(argument.pattern) <= _SHORT_ARGUMENT


def _is_simple(argument: Expression, depth: int) -> bool:
    """Whether a chain with this argument may stay on one line, however many calls it has."""
    if depth <= 0:
        return False
    if isinstance(argument, str):
        return True
    if isinstance(argument, Regex):
        return width(argument.pattern) <= 5
    if isinstance(argument, Data):
        return argument.is_simple and depth == 2
    if isinstance(argument, Elements):
        return all(_is_simple(item, depth - 1) for item in argument.items)
    return all(
        len(each) <= depth and all(_is_simple(inner, depth - 1) for inner in each)
        for each in argument.all_arguments()
    )


def _is_simple_data(value: Any, depth: int) -> bool:
    if depth <= 0 or (isinstance(value, dict) and "__proto__" in value):
        return False
    inside = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list | tuple):
        return all(_is_simple_data(item, depth - 1) for item in inside)
    return True


def _keeps_first_call(chain: Chain) -> bool:
    """Whether the first call stays beside what it is called on, as in `PersonSchema.nullable()`."""
    return chain.arguments is None and bool(chain.calls and _is_factory(chain.head))


def _is_member_chain(chain: Chain) -> bool:
    """Whether it has enough calls to be broken into one call a line."""
    return len(chain.calls) > (2 if _keeps_first_call(chain) else 1)


def _is_long(chain: Chain) -> bool:
    """Whether it breaks even where it would fit: three calls, and a complex argument among them."""
    if chain.is_simple:
        return False
    calls = len(chain.calls) + (chain.arguments is not None)
    return calls > 2 and _is_member_chain(chain)


def _expression(value: Expression) -> Doc:
    if isinstance(value, str):
        return value
    if isinstance(value, Regex):
        return value.flat
    if isinstance(value, Data):
        return value.layout
    if isinstance(value, Elements):
        return bracketed("[", [group(_expression(item)) for item in value.items], "]")
    return _chain(value)


def _chain(chain: Chain) -> Doc:
    head: Doc = chain.head
    if chain.arguments is not None:
        head = (head, _arguments(chain.arguments))
    calls: list[Doc] = [
        (f".{called}", _arguments(arguments)) for called, arguments in chain.calls
    ]
    if not _is_member_chain(chain):
        return group(head, calls)
    beside = 1 if _keeps_first_call(chain) else 0
    broken = (head, calls[:beside], indent(HARDLINE, join(HARDLINE, calls[beside:])))
    if _is_long(chain) or is_forced([head, *calls[:-1]]):
        return group(broken)
    return choice((head, calls), broken)


def _arguments(arguments: tuple[Expression, ...]) -> Doc:
    if not arguments:
        return "()"
    *before, last = map(_expression, arguments)
    if not isinstance(arguments[-1], Elements | Data):
        return bracketed("(", [*before, last], ")")
    start: Doc = ["(", *[(each, ", ") for each in before]]
    hugged = (start, group(last, broken=True), ")")
    broken = bracketed("(", [*before, last], ")", broken=True)
    if is_forced(last):
        return choice(hugged, broken)
    return choice((start, last, ")"), hugged, broken)
