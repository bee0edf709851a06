"""A workspace with our kit and our diagrams, and N specifications of eight fields."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent
SPECIFICATIONS = "files/codegen/specifications"
MANIFESTS = "files/codegen/manifests"

_THINGS = ("order", "invoice", "parcel", "refund", "basket", "coupon", "claim", "quote")


def make_workspace(folder: Path, count: int) -> None:
    """Fill an empty folder with the kit and `count` specifications in the manifests,
    six files for each: as many as the seed's own manifests ask for."""
    junk = shutil.ignore_patterns(".*", "__pycache__", "specifications")
    shutil.copytree(CHECKOUT / "files", folder / "files", ignore=junk)
    names = [node_name(number) for number in range(count)]
    nodes = folder / SPECIFICATIONS / "nodes"
    nodes.mkdir(parents=True)
    for number, name in enumerate(names):
        text = json.dumps(specification(name, number), indent=2)
        (nodes / f"{name}.json").write_text(f"{text}\n")
    for manifest in (folder / MANIFESTS).glob("*.json"):
        content = json.loads(manifest.read_text())
        content.get("generators", {}).pop("json_schema", None)
        manifest.write_text(json.dumps(content | {"nodes": names}, indent=2))


def node_name(number: int) -> str:
    return f"{_THINGS[number % len(_THINGS)]}_step_{number}"


def specification(name: str, number: int) -> dict[str, Any]:
    """A node type with one field of each kind that the comparison asks for."""
    title = name.replace("_", " ").title()
    return {
        "type": name,
        "displayName": title,
        "category": ("orders", "stock", "money")[number % 3],
        "icon": "📦",
        "color": f"#{number * 7919 % 0xFFFFFF:06x}",
        "description": f"{title}: checks a document and passes it on.",
        "fields": [
            {
                "name": "reference",
                "type": "string",
                "required": True,
                "description": f"The number printed on the {title.lower()}.",
                "validation": {"pattern": "^[A-Z]{2}-[0-9]{4,8}$", "maxLength": 11},
            },
            {
                "name": "quantity",
                "type": "integer",
                "required": True,
                "description": "How many pieces.",
                "validation": {"min": 1, "max": 1000 + number},
            },
            {
                "name": "express",
                "type": "boolean",
                "required": True,
                "description": "Whether it goes out on the same day.",
            },
            {
                "name": "state",
                "type": "enum",
                "required": True,
                "values": ["draft", "open", "sent", "closed"],
                "description": "Where it stands.",
            },
            {
                "name": "address",
                "type": "object",
                "required": True,
                "description": "Where it goes.",
                "nestedFields": [
                    {"name": "street", "type": "string", "required": True},
                    {"name": "city", "type": "string", "required": True},
                    {"name": "postcode", "type": "string"},
                ],
            },
            {
                "name": "tags",
                "type": "array",
                "required": True,
                "description": "Words to find it by.",
                "validation": {"itemType": "string", "maxItems": 20},
            },
            {
                "name": "note",
                "type": "string",
                "defaultValue": f"none for {number}",
                "description": "What else there is to say.",
            },
            {
                "name": "weight",
                "type": "number",
                "required": True,
                "description": "In kilograms.",
                "validation": {"min": 0},
            },
        ],
        "handles": {"inputs": ["in"], "outputs": ["out"]},
    }
