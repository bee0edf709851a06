"""The inputs of a run, from the command line."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # without the time that it takes to import `typing`
if TYPE_CHECKING:
    from typing import Any


def read_inputs(text: str | None) -> dict[str, Any]:
    """The inputs that `--input-data` gives. Raises UsageError, DocumentError."""
    if text is None:
        return {}
    import json

    from dipeo.core.documents import decode, read_json
    from dipeo.errors import DocumentError, UsageError

    source = "--input-data"
    if text == "-":
        text = decode(sys.stdin.buffer.read(), source)
    elif text.startswith("@"):
        source = text[1:]
        try:
            with open(source, "rb") as file:
                text = decode(file.read(), source)
        except OSError as error:
            message = f"{source}: {error.strerror}"
            raise UsageError(message, page="errors#inputs") from None
    data = read_json(text, source)
    if not isinstance(data, dict):
        message = f"inputs are a JSON object, not {json.dumps(data)[:60]}"
        raise DocumentError.at(source, 0, 0, message, page="errors#inputs")
    return data
