"""Which characters are written as they are, and how many columns they take.

A formatter breaks lines by the width of text, and ruff and Prettier disagree about combining marks, emoji
sequences and some scripts. So a literal holds only characters whose width is beyond doubt, from a fixed list
(not from the Unicode tables of the running Python: the output must be the same everywhere). All others are
written as escapes, which also shows controls and bidirectional overrides for what they are.
"""

from __future__ import annotations

import re
from functools import cache

# Letters, punctuation and symbols that take one column and are no emoji.
_NARROW = (
    "\u00a1-\u00a8\u00aa-\u00ac\u00af-\u024f\u0370-\u0377\u037a-\u037f\u0384-\u038a"
    "\u038c\u038e-\u03a1\u03a3-\u0482\u048a-\u052f\u1e00-\u1eff\u2010-\u2027"
    "\u2030-\u203b\u203d-\u2048\u204a-\u205e\u20a0-\u20bf\u2190-\u2193\u2200-\u22ff"
    "\u2500-\u257f"
)
# Chinese, Japanese, Korean, and the emoji that are one wide character by themselves.
_WIDE = (
    "\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1"
    "\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705"
    "\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u2b50\u2b55"
    "\u3001-\u3020\u3041-\u3096\u309b-\u30ff\u4e00-\u9ffc\uac00-\ud7a3\uff01-\uff60"
    "\U0001f300-\U0001f320\U0001f32d-\U0001f335\U0001f337-\U0001f37c"
    "\U0001f37e-\U0001f393\U0001f3a0-\U0001f3ca\U0001f3cf-\U0001f3d3"
    "\U0001f3e0-\U0001f3f0\U0001f3f8-\U0001f3fa\U0001f400-\U0001f43e\U0001f440"
    "\U0001f442-\U0001f4fc\U0001f4ff-\U0001f53d\U0001f550-\U0001f567\U0001f5fb-\U0001f64f"
    "\U0001f680-\U0001f6c5\U0001f6cc\U0001f6d0-\U0001f6d2\U0001f6d5-\U0001f6d7"
    "\U0001f6eb\U0001f6ec\U0001f6f4-\U0001f6fc\U0001f7e0-\U0001f7eb"
    "\U0001f90c-\U0001f93a\U0001f93c-\U0001f945\U0001f947-\U0001f978"
    "\U0001f97a-\U0001f9cb\U0001f9cd-\U0001f9ff"
)

_ASCII = " -~"
_ALL = f"{_ASCII}{_NARROW}{_WIDE}"


def unplain(text: str, also: str = "") -> re.Pattern[str]:
    """What a literal cannot hold of this text unescaped: what is not plain, and what the pattern `also` finds."""
    return _unplain(_ASCII if text.isascii() else _ALL, also)


def is_plain(text: str) -> bool:
    """Whether a literal may hold the text unescaped, as far as its quotes allow."""
    return unplain(text).search(text) is None


@cache
def _unplain(plain: str, also: str) -> re.Pattern[str]:
    """Compiled when first asked for: for all of Unicode that takes long, and most texts are ASCII."""
    return re.compile(f"[^{plain}]|{also}" if also else f"[^{plain}]")


def width(text: str) -> int:
    """The columns that `text` takes, for text that is plain."""
    if text.isascii():
        return len(text)
    return len(text) + len(_wide().findall(text))


@cache
def _wide() -> re.Pattern[str]:
    return re.compile(f"[{_WIDE}]")


def is_well_formed(text: str) -> bool:
    """Whether the text is a sequence of Unicode scalar values: no surrogate in it."""
    return text.isascii() or not _surrogate.search(text)


_surrogate = re.compile("[\ud800-\udfff]")
