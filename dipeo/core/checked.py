"""Files of `.dipeo/` that may be lost: data that is taken only when it is whole and of the same making."""

from __future__ import annotations

import marshal
import os
import sys

from .digests import blake2b

TYPE_CHECKING = False  # without the time that it takes to import `typing`
if TYPE_CHECKING:
    from typing import Any

_LABEL = b"dipeo "


def save(path: str | os.PathLike[str], data: Any, environment: str) -> None:
    """Put data that `marshal` knows in the place of what the file has. Raises OSError."""
    body = marshal.dumps(data)
    path = os.fspath(path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    partial = f"{os.path.splitext(path)[0]}.{os.getpid()}"
    with open(partial, "wb") as file:
        file.write(_header(environment, body) + body)
    os.replace(partial, path)


def load(path: str | os.PathLike[str], environment: str) -> Any:
    """The data; None where there is none, where it is damaged, or where it was made in another environment."""
    try:
        with open(path, "rb") as file:
            content = file.read()
        size = len(_header(environment, b""))
        body = content[size:]
        if content[:size] == _header(environment, body):
            return marshal.loads(body)
    except (OSError, ValueError, EOFError, TypeError):
        pass
    return None


def _header(environment: str, body: bytes) -> bytes:
    """Says of what the body is: another Python or a changed byte makes it another."""
    digest = blake2b(body, digest_size=16)
    digest.update(f"{sys.version} {marshal.version} {environment}".encode())
    return _LABEL + digest.hexdigest().encode() + b"\n"
