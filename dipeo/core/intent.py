"""What the journal of a commit says, and its text: a line with the format and the digest of the rest, JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from .digests import digest_of

VERSION = 1


@dataclass(slots=True)
class Entry:
    """A file of a commit: the digest of its new content, None to remove it."""

    path: str
    new: str | None
    old: bool  # whether it was there before


@dataclass(slots=True)
class Intent:
    """What a commit is about to do. The token names its folder in `.dipeo/`."""

    token: str
    entries: list[Entry] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)  # to be made, outermost first
    outside: Mapping[str, str] | None = None  # what decides, where it is not this file


class Unreadable(Exception):
    """A journal that was damaged after it was written; a crash cannot do that."""


class Newer(Exception):
    """A journal in a format of the future."""


def text_of(intent: Intent) -> bytes:
    entries = [(entry.path, entry.new, entry.old) for entry in intent.entries]
    data: dict[str, object] = {
        "token": intent.token,
        "entries": entries,
        "folders": intent.folders,
    }
    if intent.outside is not None:
        data["outside"] = dict(intent.outside)
    text = json.dumps(data).encode()
    return f"{VERSION} {digest_of(text)}\n".encode() + text


def intent_of(content: bytes) -> Intent:
    """What a journal's text says. Raises Unreadable, Newer."""
    try:
        head, _, text = content.partition(b"\n")
        version, digest = head.decode().split(" ")
        if int(version) > VERSION:
            raise Newer(f"format {int(version)}")
        if digest != digest_of(text):
            raise Unreadable
        data = json.loads(text)
        entries = [Entry(*entry) for entry in data["entries"]]
        return Intent(data["token"], entries, data["folders"], data.get("outside"))
    except (ValueError, TypeError, LookupError, RecursionError):
        raise Unreadable from None
