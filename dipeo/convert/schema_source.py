"""A document with JSON Schemas in it: its parts by pointer, and where they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """`data` is the whole document; `show` says where a path of it is, as people find it."""

    data: Any
    show: Callable[[Path], str]

    @property
    def ignores_beside_ref(self) -> bool:
        """Whether nothing counts that stands beside a reference, as in draft 7."""
        named = self.data.get("$schema") if isinstance(self.data, dict) else None
        return isinstance(named, str) and "/draft-0" in named

    def at(self, path: Path) -> Any:
        """The part at a path. Raises KeyError where there is none."""
        part = self.data
        for key in path:
            try:
                part = part[key]
            except (IndexError, TypeError):
                raise KeyError(key) from None
        return part

    def target(self, ref: str) -> Path | None:
        """The path that a reference names; None where it leads out of the document, or nowhere."""
        if not ref.startswith("#"):
            return None
        if ref != "#" and not ref.startswith("#/"):
            return self._anchor(ref[1:])
        path: Path = ()
        for part in unquote(ref[2:]).split("/") if ref != "#" else ():
            key = part.replace("~1", "/").replace("~0", "~")
            inside = self.at(path)
            step = int(key) if isinstance(inside, list) and key.isdecimal() else key
            path = (*path, step)
            try:
                self.at(path)
            except KeyError:
                return None
        return path

    def _anchor(self, name: str) -> Path | None:
        """The definition with this `$anchor`."""
        for key in ("$defs", "definitions"):
            tables = self.data.get(key) if isinstance(self.data, dict) else None
            for own, schema in tables.items() if isinstance(tables, dict) else ():
                if isinstance(schema, dict) and schema.get("$anchor") == name:
                    return (key, own)
        return None


def pointer(path: Path) -> str:
    """`#/properties/a~1b` for ("properties", "a/b")."""
    parts = (str(key).replace("~", "~0").replace("/", "~1") for key in path)
    return "#" + "".join(f"/{part}" for part in parts)
