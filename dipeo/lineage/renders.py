"""What Jinja renders, with the template's line of each piece, while somebody watches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import GeneratorType
from typing import Any


@dataclass(frozen=True, slots=True)
class Render:
    """A rendered text in its pieces, each with the template's line for it; 0 where nothing tells.

    `template` is the template's text; None for one that was compiled before anybody watched.
    """

    text: str
    template: str | None
    pieces: tuple[tuple[str, int], ...]

    def lines(self, template: str) -> tuple[int, ...]:
        """The template's line for each line of the text: that of the first piece with something to see in it.

        A piece of the template's own text begins at its line or, behind a block, below it, and goes on line by line.
        """
        written = template.split("\n")
        found: list[int] = [0]
        is_blank = True
        for part, place in self.pieces:
            start = _start(written, part, place)
            for offset, piece in enumerate(part.split("\n")):
                if offset:
                    found.append(0)
                    is_blank = True
                if is_blank and (piece.strip() or not found[-1]):
                    found[-1] = start + offset if start else place
                    is_blank = not piece.strip()
        return tuple(found)


@contextmanager
def watched() -> Iterator[list[Render]]:
    """Every render while this is open, in the order of their ends."""
    from jinja2 import Environment, Template

    seen: list[Render] = []
    sources: dict[int, tuple[Template, str]] = {}
    plain_render, plain_from = Template.render, Environment.from_string

    def from_string(self: Environment, source: Any, *args: Any, **kwargs: Any) -> Any:
        template = plain_from(self, source, *args, **kwargs)
        if isinstance(source, str):
            sources[id(template)] = (template, source)
        return template

    def render(self: Template, *args: Any, **kwargs: Any) -> str:
        if self.environment.is_async:
            return plain_render(self, *args, **kwargs)
        context = self.new_context(dict(*args, **kwargs))
        parts: list[str] = []
        places: list[int] = []
        try:
            running = self.root_render_func(context)
            for part in running:
                frame = running.gi_frame if isinstance(running, GeneratorType) else None
                line = self.get_corresponding_lineno(frame.f_lineno) if frame else 0
                parts.append(part)
                places.append(line)
            text = str(self.environment.concat(parts))
        except Exception:
            self.environment.handle_exception()
        source = sources[id(self)][1] if id(self) in sources else None
        pieces = zip(map(str, parts), places, strict=True)
        seen.append(Render(text, source, tuple(pieces)))
        return self.environment.concat(parts)

    Template.render, Environment.from_string = render, from_string  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        Template.render, Environment.from_string = plain_render, plain_from  # type: ignore[method-assign]


def _start(written: list[str], part: str, place: int) -> int:
    """The line at which a piece of the template's own text begins; 0 for what an expression has printed."""
    pieces = part.split("\n")
    for line in range(max(place, 1), len(written) + 1):
        there = written[line - 1 : line - 1 + len(pieces)]
        if len(there) == len(pieces) and all(
            _holds(own, piece, first=i == 0, last=i == len(pieces) - 1)
            for i, (own, piece) in enumerate(zip(there, pieces, strict=True))
        ):
            return line
    for line in range(max(place, 1), len(written) + 1):
        if len(pieces) > 1 and pieces[0].strip() and written[line - 1] == pieces[0]:
            return line  # what is behind it was an expression that is always the same
    return 0


def _holds(own: str, piece: str, *, first: bool, last: bool) -> bool:
    """Whether a line of the template has this piece where it has to be."""
    if first and last:
        return piece in own
    if first:
        return own.endswith(piece) and _is_whole(own[: len(own) - len(piece)])
    return own.lstrip().startswith(piece.lstrip()) if last else own == piece


def _is_whole(text: str) -> bool:
    """Whether no tag of Jinja is cut in two at the end of a text."""
    pairs = (("{%", "%}"), ("{{", "}}"), ("{#", "#}"))
    return all(text.count(opening) == text.count(end) for opening, end in pairs)
