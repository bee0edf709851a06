"""Files of `.dipeo/` that may be lost: data that is taken only when it is whole and of the same making."""

from __future__ import annotations

import marshal
import os
import sys
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

_LABEL = b"dipeo "


def save(path: Path, data: Any, environment: str) -> None:
    """Put data that `marshal` knows in the place of what the file has. Raises OSError."""
    body = marshal.dumps(data)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}")
    partial.write_bytes(_header(environment, body) + body)
    partial.replace(path)


def load(path: Path, environment: str) -> Any:
    """The data; None where there is none, where it is damaged, or where it was made in another environment."""
    with suppress(OSError, ValueError, EOFError, TypeError):
        content = path.read_bytes()
        size = len(_header(environment, b""))
        body = content[size:]
        if content[:size] == _header(environment, body):
            return marshal.loads(body)
    return None


def _header(environment: str, body: bytes) -> bytes:
    """Says of what the body is: another Python or a changed byte makes it another."""
    digest = blake2b(body, digest_size=16)
    digest.update(f"{sys.version} {marshal.version} {environment}".encode())
    return _LABEL + digest.hexdigest().encode() + b"\n"
