"""Optional packages: one that is missing says how to install it."""

from __future__ import annotations

from importlib.util import find_spec

from dipeo.errors import UsageError


def need(module: str, extra: str) -> None:
    """Raise UsageError where a package is not installed."""
    if find_spec(module) is None:
        message = f"this needs the package {module!r}, which is not installed"
        raise UsageError(
            f"{message}: pip install 'dipeo[{extra}]'", page="errors#extras"
        )
