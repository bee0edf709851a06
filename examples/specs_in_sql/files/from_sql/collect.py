"""What became of all types together: rows that say which file was made of which version, and the names in the files."""

from typing import Any


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    notes: list[dict[str, Any]] = []
    types: dict[str, dict[str, str]] = {}
    for result in inputs["results"]:
        notes.append({key: result[key] for key in ("path", "name", "updated_at")})
        names = types.setdefault(result["name"], {"name": result["name"]})
        names |= {k: v for k, v in result["summary"].items() if isinstance(v, str)}
    if not types:
        raise ValueError("the table node_types has no rows")
    return {"notes": notes, "types": list(types.values())}
