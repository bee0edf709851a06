"""The pages of the documentation, which a wheel brings along: found by name, and cut into sections."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from dipeo.errors import UsageError, did_you_mean

_HEADING = re.compile(r"^(#+) +(.+)$")
_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, and what stands below it until the next one."""

    level: int
    title: str
    heading: str  # its line
    text: str

    @property
    def anchor(self) -> str:
        return anchor_of(self.title)


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


def title_of(text: str) -> str:
    """The title of a page; "" where it has none."""
    return next((part.title for part in parts(text) if part.level == 1), "")


def parts(text: str) -> list[Part]:
    """A page by its headings, in order; what stands above the first is left out."""
    found: list[tuple[str, list[str]]] = []
    is_code = False
    for line in text.splitlines(keepends=True):
        if not is_code and _HEADING.match(line):
            found.append((line, []))
        elif found:
            found[-1][1].append(line)
        if line.lstrip().startswith("```"):
            is_code = not is_code
    return [_part(heading, "".join(below)) for heading, below in found]


def _part(heading: str, text: str) -> Part:
    marks, _, title = heading.rstrip().partition(" ")
    return Part(len(marks), title.strip(), heading, text)


def sections(text: str) -> dict[str, str]:
    """The sections of a page with those below them, by anchor."""
    found = parts(text)
    return {part.anchor: _whole(part, found[at + 1 :]) for at, part in enumerate(found)}


def _whole(part: Part, following: list[Part]) -> str:
    below = takewhile(lambda other: other.level > part.level, following)
    return "".join(one.heading + one.text for one in (part, *below))


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
