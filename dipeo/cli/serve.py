"""`dipeo serve`."""

from __future__ import annotations

import argparse
import sys

from dipeo.errors import UsageError
from dipeo.workspace import find_workspace


def serve_page(options: argparse.Namespace) -> int:
    """Serve the page until Ctrl-C."""
    workspace = find_workspace(options.root)
    try:
        from dipeo.server.serve import serve
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("dipeo"):
            raise
        raise UsageError(
            f"`dipeo serve` needs the package {error.name!r}:"
            " install it with `pip install 'dipeo[serve]'`"
        ) from None
    serve(
        workspace,
        host=options.host,
        port=options.port,
        open_page=options.open,
        say=_say,
    )
    return 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
