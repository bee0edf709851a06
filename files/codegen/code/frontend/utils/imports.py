"""How TypeScript modules import each other."""

from __future__ import annotations

import posixpath


def specifier(path: str, other: str) -> str:
    """How the module at `path` names the one at `other`: `./person_jobNode.js`, `../unifiedConfig.js`.

    The ending is that of the compiled file, which every resolution of TypeScript and every bundler understands.
    """
    found = posixpath.relpath(other, posixpath.dirname(path) or ".")
    stem, ending = posixpath.splitext(found)
    compiled = {".ts": ".js", ".tsx": ".js", ".mts": ".mjs", ".cts": ".cjs"}
    found = stem + compiled.get(ending, ending)
    return found if found.startswith("../") else f"./{found}"
