"""The digest by which contents are named, everywhere."""

from __future__ import annotations

from hashlib import blake2b


def digest_of(content: bytes) -> str:
    """BLAKE2b-128 of the bytes, 32 hexadecimal digits."""
    return blake2b(content, digest_size=16).hexdigest()
