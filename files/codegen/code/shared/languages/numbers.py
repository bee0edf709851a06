"""Numbers, spelled the same in every language and as formatters spell them."""

from __future__ import annotations

import math
import re

_exponent = re.compile(r"e\+?(-?)0*(?=[1-9])")


def spell(value: int | float) -> str:
    """The shortest decimal that gives the number back. Raises ValueError for NaN and infinities."""
    if not math.isfinite(value):
        raise ValueError(f"{value!r} has no literal")
    return _exponent.sub(r"e\1", repr(value))
