"""`dipeo help`: the pages of the documentation, in a terminal."""

from __future__ import annotations

import argparse
import sys

from dipeo.documentation import look_up, pages, read_page, title_of


def show_help(options: argparse.Namespace) -> int:
    """Print a page, a section of one, or what pages there are."""
    if not options.topic:
        print(_contents(), end="")
        return 0
    text = look_up(options.topic)
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        Console().print(Markdown(text))
    else:
        print(text, end="")
    return 0


def _contents() -> str:
    known = pages()
    width = max(map(len, known))
    lines = [
        f"{name:{width}}  {title_of(read_page(path))}\n" for name, path in known.items()
    ]
    return "".join(lines) + "\n`dipeo help PAGE [SECTION]` shows one.\n"
