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
    rows: tuple[int, ...] = (),
) -> str:
    """How many files there are, and what happened to them; of a `dry` run, what would."""
    count = specifications
    specs = f"{count:,} spec{'' if count == 1 else 's'}, " if count else ""
    files = written + unchanged
    would = "would be " if dry else ""
    return (
        f"{diagram}: {specs}{files:,} file{'' if files == 1 else 's'}:"
        f" {written:,} {would}written, {unchanged:,} unchanged,"
        f" {removed:,} {would}removed, {_rows(rows, would)}{seconds:.2f} s"
    )


def _rows(rows: tuple[int, ...], would: str) -> str:
    """How many rows of each table changed, where any did."""
    if not rows:
        return ""
    count = sum(rows)
    where = f" of {len(rows)} tables" if len(rows) > 1 else ""
    return f"{count:,} row{'' if count == 1 else 's'}{where} {would}changed, "
