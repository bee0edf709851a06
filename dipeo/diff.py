"""Changes of documents, and how a person sees them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """A document that a run changes: None where it is not there before, or not after."""

    path: str
    before: bytes | None
    after: bytes | None


def unified_diff(change: Change) -> str:
    """The change as `diff -u` and git show it."""
    from dipeo.line_diff import hunks

    before, after = (
        (content or b"").decode("utf-8", "replace").splitlines(keepends=True)
        for content in (change.before, change.after)
    )
    lines = list(hunks(before, after))
    if not lines:
        return ""
    old = "/dev/null" if change.before is None else f"a/{change.path}"
    new = "/dev/null" if change.after is None else f"b/{change.path}"
    return "".join([f"--- {old}\n", f"+++ {new}\n", *map(_ended, lines)])


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
