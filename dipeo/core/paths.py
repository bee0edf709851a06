"""Paths of documents: relative to the workspace, with `/`, the same on every machine."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from dipeo.errors import PathError

PRIVATE = (".dipeo", ".git")  # never a node's business
_PRIVATE_SPELLINGS = (*PRIVATE, "git~1")
MAX_BYTES = 1024
MAX_NAME_BYTES = 255
_DEVICES = re.compile(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)( *\..*)?", re.I
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+._-]+:")  # a single letter is a drive
_FORBIDDEN = re.compile(
    r'[\x00-\x1f\x7f-\x9f<>:"|?*\\'  # what some system has no names with
    "\u2028\u2029\u202a-\u202e\u2066-\u2069"  # what makes a name look like another
    "\ufeff\ufffe\uffff\ud800-\udfff]"
)


def is_url(path: str) -> bool:
    """Whether a document is one beyond the workspace's files: it begins with a scheme or the name of a connection."""
    return _SCHEME.match(path) is not None


@lru_cache(maxsize=8192)  # a batch names the same documents again and again
def check_path(path: str) -> str:
    """The path, when it names a place that a document may have on any machine.

    Refused are absolute paths, `.` and `..`, empty and over-long names, characters and
    device names that some system forbids, names that end in a dot or space, and the
    folders `.git` and `.dipeo`. The result is in NFC. Raises PathError.
    """
    if not path:
        raise PathError("a path is empty")
    if path.startswith(("/", "~")) or re.match(r"[A-Za-z]:", path):
        raise PathError(f"{_shown(path)} is not relative to the workspace")
    path = unicodedata.normalize("NFC", path)
    for name in path.split("/"):
        problem = _name_problem(name)
        if problem:
            raise PathError(f"{_shown(path)} is no path for a document: {problem}")
    if len(path.encode()) > MAX_BYTES:
        raise PathError(f"{_shown(path)} is longer than {MAX_BYTES:,} bytes")
    return path


def spelling(path: str) -> str:
    """What paths have in common that are one where neither case nor composition count."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", path).casefold())


def _shown(path: str) -> str:
    return repr(path) if len(path) <= 200 else f"{path[:80]!r}…"


@lru_cache(maxsize=1024)  # folders are named again and again
def _name_problem(name: str) -> str:
    if name == "":
        return "a name in it is empty"
    if name in (".", ".."):
        return f"{name!r} would leave the workspace or its folder"
    found = _FORBIDDEN.search(name)
    if found:
        return f"the character {found[0]!r} is not allowed in names"
    if name.endswith((".", " ")) or name.startswith(" "):
        return f"{_shown(name)} begins or ends with a space or ends with a dot"
    if _DEVICES.fullmatch(name):
        return f"{_shown(name)} is a device on some systems"
    if len(name.encode()) > MAX_NAME_BYTES:
        return f"a name in it is longer than {MAX_NAME_BYTES} bytes"
    if _is_private(name):
        return f"diagrams may not touch {name!r}"
    return ""


def _is_private(name: str) -> bool:
    """Whether some system takes the name for a private folder's, which Git guards alike.

    HFS+ ignores characters that cannot be seen, NTFS has short names.
    """
    if not name.isascii():
        name = "".join(c for c in name if unicodedata.category(c) != "Cf")
    return spelling(name) in _PRIVATE_SPELLINGS
