"""How TypeScript modules import each other."""

from __future__ import annotations

import posixpath
from functools import lru_cache


def specifier(path: str, other: str) -> str:
    """How the module at `path` names the one at `other`: `./person_jobNode.js`, `../unifiedConfig.js`.

    The ending is that of the compiled file, which every resolution of TypeScript and every bundler understands.
    """
    stem, ending = posixpath.splitext(_relative(other, posixpath.dirname(path)))
    compiled = {".ts": ".js", ".tsx": ".js", ".mts": ".mjs", ".cts": ".cjs"}
    found = stem + compiled.get(ending, ending)
    return found if found.startswith("../") else f"./{found}"


@lru_cache(maxsize=256)
def _relative(path: str, folder: str) -> str:
    """The way from a folder to a path, both from the workspace's root."""
    target, start = path.split("/"), folder.split("/") if folder else []
    same = 0
    while same < min(len(target) - 1, len(start)) and target[same] == start[same]:
        same += 1
    return "/".join([*[".."] * (len(start) - same), *target[same:]])
