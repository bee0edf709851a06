"""`dipeo serve`, and `dipeo show --html`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from dipeo.errors import UsageError
from dipeo.workspace import find_workspace


def serve_page(options: argparse.Namespace) -> int:
    """Serve the page until Ctrl-C."""
    workspace = find_workspace(options.root)
    with _needing_packages():
        from dipeo.server.serve import serve
    serve(
        workspace,
        host=options.host,
        port=options.port,
        open_page=options.open,
        say=_say,
    )
    return 0


def write_run(options: argparse.Namespace) -> int:
    """Write a run to a page that opens without a server."""
    if options.node is not None:
        raise UsageError("`--html` writes a whole run: leave out the node")
    workspace = find_workspace(options.root)
    with _needing_packages():
        from dipeo.server.export import export_run
    text = export_run(workspace, options.run)
    options.html.write_text(text, encoding="utf-8")
    print(f"{options.html}: {len(text.encode()):,} bytes")
    return 0


@contextmanager
def _needing_packages() -> Iterator[None]:
    """Raises UsageError, which says what to install, where an import of the server fails."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("dipeo"):
            raise
        raise UsageError(
            f"`dipeo serve` and `--html` need the package {error.name!r}:"
            " install it with `pip install 'dipeo[serve]'`",
            page="errors#extras",
        ) from None


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
