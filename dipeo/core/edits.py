"""What people do to generated files."""

from __future__ import annotations

from enum import Enum


class Edits(Enum):
    """What to do with a generated file that a person has edited since."""

    STOP = "stop"
    KEEP = "keep"  # the edit, this once
    OVERWRITE = "overwrite"
