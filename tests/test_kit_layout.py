"""Layouts: what fits stays on one line, what does not breaks where it may."""

from __future__ import annotations

import unicodedata

import pytest

from tests import kit

layout = kit.load("shared.layout")
characters = kit.load("shared.languages.characters")


def laid_out(*document: object, width: int = 20, level: int = 0) -> str:
    return str(layout.render(document, width=width, unit="  ", level=level))


def call(*arguments: object, **options: object) -> object:
    return layout.bracketed("f(", arguments, ")", **options)


def test_a_group_that_fits_is_flat() -> None:
    assert laid_out(call("a", "b")) == "f(a, b)"


def test_a_group_that_does_not_fit_has_an_item_a_line() -> None:
    assert (
        laid_out(call("aaaaaaaaa", "bbbbbbbbb")) == "f(\n  aaaaaaaaa,\n  bbbbbbbbb,\n)"
    )


def test_the_outer_group_breaks_first() -> None:
    inner = call("aaaa", "bbbb")
    assert (
        laid_out(call("cccc", inner, trailing="")) == "f(\n  cccc,\n  f(aaaa, bbbb)\n)"
    )


@pytest.mark.parametrize(("rest", "lines"), [(" = 12345", 1), (" = 123456", 4)])
def test_what_follows_on_the_line_counts(rest: str, lines: int) -> None:
    assert laid_out(call("aaaa", "bbb"), rest).count("\n") + 1 == lines


def test_a_possible_break_behind_ends_the_line() -> None:
    assert (
        laid_out(call("aaaa", "bbbb"), layout.LINE, "c" * 15)
        == "f(aaaa, bbbb)\n" + "c" * 15
    )


def test_the_margin_counts() -> None:
    assert laid_out(call("aaaa", "bbbb"), level=3) == "f(aaaa, bbbb)"
    assert laid_out(call("aaaa", "bbbb"), level=4) == (
        "f(\n          aaaa,\n          bbbb,\n        )"
    )


def test_hard_lines_and_broken_groups_break_all_around_them() -> None:
    assert laid_out(call(call("a", broken=True))) == "f(\n  f(\n    a,\n  ),\n)"
    assert (
        laid_out(layout.group("a", layout.HARDLINE, "b", layout.LINE, "c")) == "a\nb\nc"
    )


def test_a_filled_group_puts_as_much_on_a_line_as_fits() -> None:
    words = [f"{number}," for number in range(1000, 1007)]
    document = layout.group(
        layout.indent(layout.SOFTLINE, layout.fill(words)), layout.SOFTLINE
    )
    assert laid_out(document) == "\n  1000, 1001, 1002,\n  1003, 1004, 1005,\n  1006,\n"


def test_a_choice_takes_the_first_that_fits() -> None:
    flat, tall = call("a" * 12, "b" * 12), call("a" * 12, "b" * 12, broken=True)
    assert laid_out(layout.choice("short", tall)) == "short"
    assert laid_out(layout.choice(flat, tall)) == laid_out(tall)


def test_lines_end_without_spaces() -> None:
    assert laid_out("a ", layout.HARDLINE, "b") == "a\nb"


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("é–…", 3), ("名前", 4), ("🤖", 2)]
)
def test_width(text: str, width: int) -> None:
    assert characters.width(text) == width


def test_plain_characters_have_a_width_beyond_doubt() -> None:
    for code in range(0xA0, 0x110000):
        character = chr(code)
        if not characters.is_plain(character):
            continue
        assert unicodedata.category(character)[0] in "LNPS", hex(code)
        wide = unicodedata.east_asian_width(character) in "WF"
        assert characters.width(character) == 1 + wide, hex(code)
