"""Everything that is wrong with a document, collected with its place and raised at once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, TypeAlias

Path: TypeAlias = "tuple[str | int, ...]"
"""Keys and indices from the root of the document."""


MOST = 100
"""Problems of one document that are told; the rest is counted."""


_SHOWN = 60
_ENCODER = json.JSONEncoder(default=repr)


class SpecError(ValueError):
    """A document that cannot be used.

    `problems` has `{"path": [keys and indices], "message": text}` for each; `input` names the input of the
    generator that held the document.
    """

    def __init__(
        self, problems: list[dict[str, Any]], input: str = "spec_data"
    ) -> None:
        super().__init__("\n".join(map(describe, problems)))
        self.problems = problems
        self.input = input


class Problems:
    """A list of problems that grows while a document is read; of very many it keeps the first and their number."""

    def __init__(self) -> None:
        self.found: list[dict[str, Any]] = []
        self._more = 0

    def add(self, path: Path, message: str) -> None:
        """Note a problem with the value at `path`."""
        if len(self.found) < MOST:
            self.found.append({"path": list(path), "message": message})
        else:
            self._more += 1

    def hint(self, word: object, known: Iterable[str]) -> str:
        """`did_you_mean`, as long as the problem will be kept."""
        return did_you_mean(word, known) if len(self.found) < MOST else ""

    def raise_if_any(self, input: str = "spec_data") -> None:
        """Raise SpecError when there is a problem."""
        if self._more:
            self.found.append(
                {"path": [], "message": f"and {self._more} more problems"}
            )
        if self.found:
            raise SpecError(self.found, input)


def describe(problem: dict[str, Any]) -> str:
    """A problem on one line: `fields[2].type: 'strng' is not a field type`."""
    place = show_path(problem["path"])
    return f"{place}: {problem['message']}" if place else str(problem["message"])


def show_path(path: Iterable[str | int]) -> str:
    """`fields[2].type`."""
    shown = ""
    for part in path:
        if isinstance(part, int):
            shown += f"[{part}]"
        else:
            shown += f".{part}" if shown else part
    return shown


def show(value: Any) -> str:
    """A value in a message: strings in quotes, others as JSON, cut to one short line."""
    text = ""
    if isinstance(value, str):
        text = repr(value[: _SHOWN + 1])
    else:
        for part in _ENCODER.iterencode(value):
            text += part
            if len(text) > _SHOWN:
                break
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """`, did you mean 'string'?`, or nothing when no known word is close."""
    if not isinstance(word, str):
        return ""
    folded: dict[str, str] = {}
    for candidate in known:
        folded.setdefault(_fold(candidate), candidate)
    close = get_close_matches(_fold(word), folded, n=1, cutoff=0.6)
    return f", did you mean {folded[close[0]]!r}?" if close else ""


def _fold(word: str) -> str:
    return "".join(letter for letter in word.lower()[:80] if letter.isalnum()) or word
