"""The digest by which contents are named, everywhere."""

from __future__ import annotations

try:
    from _blake2 import blake2b  # what `hashlib` gives, which loads OpenSSL as well
except ImportError:
    from hashlib import blake2b

__all__ = ["blake2b", "digest_of", "hasher"]


def digest_of(content: bytes) -> str:
    """BLAKE2b-128 of the bytes, 32 hexadecimal digits."""
    return blake2b(content, digest_size=16).hexdigest()


def hasher() -> blake2b:
    """The same for what comes bit by bit."""
    return blake2b(digest_size=16)
