"""The kit as it came: kept in the project, so that a later merge knows what its owner has changed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from dipeo.errors import UsageError

BASE = "files/codegen/kit.zip"
_BEGINNING = (1980, 1, 1, 0, 0, 0)


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files in one: the same files give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as into:
        for path in sorted(files):
            info = zipfile.ZipInfo(path, _BEGINNING)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            into.writestr(info, files[path])
    return packed.getvalue()


def unpack(root: Path) -> dict[str, bytes]:
    """The kit as it came to a project. Raises UsageError where it is not there or not readable."""
    try:
        with zipfile.ZipFile(root / BASE) as packed:
            return {name: packed.read(name) for name in packed.namelist()}
    except FileNotFoundError:
        message = f"there is no {BASE!r}, which `dipeo init` has left to compare with"
        raise UsageError(message) from None
    except (zipfile.BadZipFile, OSError, EOFError):
        raise UsageError(
            f"{BASE!r} cannot be read: take it from your history"
        ) from None
