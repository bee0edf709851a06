"""What a file that all specifications share can see of the files that they have each."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping


def siblings(
    output_path: str, paths: Mapping[str, Mapping[str, str]]
) -> list[tuple[str, str]]:
    """Each specification with its file of the same kind in the folder of `output_path`, by path.

    `paths` maps a specification to the paths of its files, by name of generator.
    """
    folder, ending = posixpath.dirname(output_path), posixpath.splitext(output_path)[1]
    found = {
        (path, name)
        for name, own in paths.items()
        for path in own.values()
        if path != output_path
        if posixpath.dirname(path) == folder and path.endswith(ending)
    }
    return [(name, path) for path, name in sorted(found)]
