"""Where more is said than in a message."""

from __future__ import annotations


def more(*pages: str) -> str:
    """The line that names pages of the documentation."""
    commands = (
        f"`dipeo help {page.replace('#', ' ')}".rstrip() + "`" for page in pages
    )
    return f"more: {', '.join(commands)}"
