"""The documentation as data: what `dipeo help` prints."""

from __future__ import annotations

from dipeo.documentation import Part, pages, parts, read_page, title_of
from dipeo.errors import did_you_mean

from .answers import Data, NotFound


def help_pages() -> list[Data]:
    return [help_page(name) for name in pages()]


def help_page(name: str) -> Data:
    """A page by its name, which is looked up among those there are. Raises NotFound."""
    known = pages()
    if name not in known:
        hint = did_you_mean(name, known)
        raise NotFound(f"there is no page {name[:200]!r}{hint}")
    text = read_page(known[name])
    sections = [_section(part) for part in parts(text)]
    return {
        "name": name,
        "title": title_of(text),
        "text": text,
        "sections": sections,
    }


def _section(part: Part) -> Data:
    return {
        "anchor": part.anchor,
        "level": part.level,
        "title": part.title,
        "text": part.text,
    }
