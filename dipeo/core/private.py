"""The names of what lies in a workspace's `.dipeo` folder."""

from __future__ import annotations

HOME = ".dipeo"
JOURNAL, DONE, PARTIAL = "journal", "journal.done", "journal.partial"
STAGE = "stage."
PUBLISH = "publish"
MEMOS = "memos"


def is_left_over(name: str) -> bool:
    """Whether an interrupted run left this in `.dipeo`."""
    return name in (JOURNAL, DONE, PARTIAL, PUBLISH) or name.startswith(STAGE)
