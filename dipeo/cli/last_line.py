"""The last line of a run that went well."""

from __future__ import annotations


def last_line(
    diagram: str,
    specifications: int,
    written: int,
    unchanged: int,
    removed: int,
    seconds: float,
    dry: bool,
) -> str:
    """How many files there are, and what happened to them; of a `dry` run, what would."""
    count = specifications
    specs = f"{count:,} spec{'' if count == 1 else 's'}, " if count else ""
    files = written + unchanged
    would = "would be " if dry else ""
    return (
        f"{diagram}: {specs}{files:,} file{'' if files == 1 else 's'}:"
        f" {written:,} {would}written, {unchanged:,} unchanged,"
        f" {removed:,} {would}removed, {seconds:.2f} s"
    )
