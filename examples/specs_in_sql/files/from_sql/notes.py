"""From results to rows: which file was made of which version."""

from typing import Any


def main(inputs: dict[str, Any]) -> list[dict[str, Any]]:
    return inputs["results"]
