"""The one type that separates trusted text of a target language from data."""

from __future__ import annotations


class Code(str):
    """Text of the target language. A template prints it as it is; every other value becomes a literal.

    Joining `Code` with `+` or an f-string gives a plain `str` on purpose: say `Code(...)` again where the
    result is meant as code, so that no data becomes code by accident.
    """

    __slots__ = ()
