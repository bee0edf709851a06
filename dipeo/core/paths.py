"""Paths of documents: relative to the workspace, with `/`, the same on every machine."""

from __future__ import annotations

import re
import unicodedata

from dipeo.errors import PathError

PRIVATE = (".dipeo", ".git")  # never a node's business
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.I)
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\\ud800-\udfff]')


def check_path(path: str) -> str:
    """The path, when it names a place that a document may have on any machine. Raises PathError.

    Refused are absolute paths, `.` and `..`, empty and over-long names, characters and device names that some system
    forbids, names that end in a dot or space, and the folders `.git` and `.dipeo`. The result is in NFC.
    """
    if not path:
        raise PathError("a path is empty")
    if path.startswith(("/", "~")) or re.match(r"[A-Za-z]:", path):
        raise PathError(f"{path!r} is not relative to the workspace")
    names = path.split("/")
    for name in names:
        problem = _name_problem(name)
        if problem:
            raise PathError(f"{path!r} is no path for a document: {problem}")
    if names[0].casefold() in PRIVATE:
        raise PathError(f"{path!r} lies in {names[0]!r}, which diagrams may not touch")
    if len(path.encode("utf-8", "surrogatepass")) > 1024:
        raise PathError(f"{path[:80]!r}… is longer than 1,024 bytes")
    return unicodedata.normalize("NFC", path)


def _name_problem(name: str) -> str:
    if name == "":
        return "a name in it is empty"
    if name in (".", ".."):
        return f"{name!r} would leave the workspace or its folder"
    found = _FORBIDDEN.search(name)
    if found:
        return f"the character {found[0]!r} is not allowed in names"
    if name.endswith((".", " ")) or name.startswith(" "):
        return f"{name!r} begins or ends with a space or ends with a dot"
    if _DEVICES.fullmatch(name):
        return f"{name!r} is a device on some systems"
    if len(name.encode()) > 255:
        return "a name in it is longer than 255 bytes"
    return ""
