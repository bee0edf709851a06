"""`dipeo help`: the pages of the documentation, which a wheel brings along."""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from pathlib import Path

from dipeo.errors import UsageError, did_you_mean

_HEADING = re.compile(r"^(#+) +(.+)$")
_PACKAGE = Path(__file__).resolve().parent.parent


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


def look_up(topic: list[str]) -> str:
    """The text of a topic: `errors paths`, `errors#paths`, or a command. Raises UsageError."""
    name, *inside = " ".join(topic).replace("#", " ").split()
    known = pages()
    if name in known:
        text = read_page(known[name])
        return section(text, "-".join(inside), name) if inside else text
    commands = read_page(known["commands"])
    anchor = "-".join(["dipeo", name, *inside])
    if anchor not in sections(commands):
        words = [a.removeprefix("dipeo-") for a in sections(commands)]
        hint = did_you_mean(" ".join([name, *inside]), [*known, *words])
        raise UsageError(f"there is no page {name!r}{hint}")
    return section(commands, anchor, "commands")


def pages() -> dict[str, Path]:
    """Every page by its name; a checkout has them beside the package."""
    folder = _PACKAGE / "docs"
    if not folder.is_dir():
        folder = _PACKAGE.parent / "docs"
    found = {path.stem: path for path in folder.rglob("*.md")}
    return dict(sorted(found.items()))


def read_page(path: Path) -> str:
    """The text of a page, without what it says to those who write it."""
    return re.sub(r"\A<!--.*?-->\s*", "", path.read_text(encoding="utf-8"), flags=re.S)


def sections(text: str) -> dict[str, str]:
    """The sections of a page with those below them, by anchor."""
    found: dict[str, list[str]] = {}
    levels: dict[str, int] = {}
    is_code = False
    for line in text.splitlines(keepends=True):
        heading = None if is_code else _HEADING.match(line)
        if line.lstrip().startswith("```"):
            is_code = not is_code
        if heading:
            level = len(heading[1])
            levels = {name: of for name, of in levels.items() if of < level}
            name = anchor_of(heading[2])
            levels[name], found[name] = level, []
        for name in levels:
            found[name].append(line)
    return {name: "".join(lines) for name, lines in found.items()}


def section(text: str, anchor: str, page: str) -> str:
    """One section of a page. Raises UsageError."""
    known = sections(text)
    if anchor not in known:
        hint = did_you_mean(anchor, known)
        raise UsageError(f"the page {page!r} has no section {anchor!r}{hint}")
    return known[anchor].rstrip() + "\n"


def anchor_of(title: str) -> str:
    """The anchor of a heading, as the site has it."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())


def _contents() -> str:
    lines = []
    known = pages()
    width = max(map(len, known))
    for name, path in known.items():
        found = re.search(r"^# +(.+)$", path.read_text(encoding="utf-8"), re.M)
        lines.append(f"{name:{width}}  {found[1] if found else ''}\n")
    return "".join(lines) + "\n`dipeo help PAGE [SECTION]` shows one.\n"
