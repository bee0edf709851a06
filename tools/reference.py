"""Writes the pages of the reference that say what the code says: commands, node types, settings.

python -m tools.reference
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dipeo.cli.parser import make_parser
from tools.editor_schemas import settings_schema

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs/reference"
NODES = ROOT / "files/codegen/specifications/nodes"
_NOTE = "<!-- Written by tools/reference.py: `make reference`. -->"


def commands() -> str:
    """The page of commands."""
    lines = [_NOTE, "", "# Commands", ""]
    for name, parser in _commands(make_parser()):
        lines += [f"## dipeo {name}", "", f"{parser.description}", ""]
        lines += ["```text", _usage(parser), "```", ""]
        rows = [_row(action) for action in parser._actions if _is_told(action)]
        if rows:
            lines += ["| | |", "| --- | --- |", *rows, ""]
    return "\n".join([*lines, *_EXITS])


_EXITS = [
    "## How a command ends",
    "",
    "| code | |",
    "| --- | --- |",
    "| 0 | done |",
    "| 1 | a node failed, or a merge has conflicts |",
    "| 2 | a wrong command, diagram or specification |",
    "| 3 | `run --check` found a difference |",
    "| 4 | `breaking` found a change |",
    "| 130, 143 | interrupted, terminated |",
    "",
]


def _commands(
    parser: argparse.ArgumentParser, before: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                if inner.get_default("function") and inner.description:
                    yield f"{before}{name}", inner
                else:
                    yield from _commands(inner, f"{before}{name} ")


def _usage(parser: argparse.ArgumentParser) -> str:
    """The command with what has to be said in its place; argparse's own text is another in each Python."""
    told = [action for action in parser._actions if _is_told(action)]
    parts = [
        f"{name} {action.metavar}"
        for action in told
        for name in action.option_strings
        if action.required
    ]
    forms = {"?": "[{}]", "*": "[{} …]", "+": "{} …"}
    for action in told:
        if not action.option_strings:
            name = str(action.metavar or action.dest)
            parts.append(forms.get(str(action.nargs), "{}").format(name))
    if any(a.option_strings and not a.required for a in told):
        parts.append("[options]")
    return " ".join([parser.prog, *parts])


def _is_told(action: argparse.Action) -> bool:
    return action.dest not in ("help", "root")


def _row(action: argparse.Action) -> str:
    name = ", ".join(action.option_strings) or str(action.metavar or action.dest)
    choices = (
        "" if action.choices is None else f" ({', '.join(map(str, action.choices))})"
    )
    text = f"{action.help or ''}{choices}".strip()
    return f"| `{_cell(name)}` | {_cell(text)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def node_types() -> str:
    """The page of node types."""
    lines = [_NOTE, "", "# Node types", ""]
    for path in sorted(NODES.glob("*.json")):
        spec = json.loads(path.read_text(encoding="utf-8"))
        lines += [f"## {spec['type']}", "", spec["description"], ""]
        rows = [_field(field) for field in spec["fields"]]
        if rows:
            lines += ["| setting | is | |", "| --- | --- | --- |", *rows, ""]
    return "\n".join(lines)


def _field(field: dict[str, Any]) -> str:
    kind = (
        ", ".join(f"`{v}`" for v in field["values"])
        if "values" in field and isinstance(field["values"], list)
        else field["type"]
    )
    notes = " Required." if field.get("required") else ""
    if "defaultValue" in field:
        notes += (
            f" `{json.dumps(field['defaultValue'], ensure_ascii=False)}` when absent."
        )
    about = f"{field.get('description', '')}{notes}".strip()
    return f"| `{field['name']}` | {_cell(kind)} | {_cell(about)} |"


def settings() -> str:
    """The page of `dipeo.toml`."""
    schema = settings_schema()
    lines = [_NOTE, "", "# Settings", "", _SETTINGS, ""]
    for table, keys in schema["properties"].items():
        if "properties" in keys:
            lines += [f"## [{table}]", "", "| | |", "| --- | --- |"]
        else:
            lines += [f"## [{table}.NAME]", "", keys["description"], ""]
            lines += ["| | |", "| --- | --- |"]
            keys = keys["additionalProperties"]
        for key, about in keys["properties"].items():
            lines.append(f"| `{key}` | {_cell(about['description'])} |")
        lines.append("")
    return "\n".join(lines)


_SETTINGS = """\
`dipeo.toml` stands at the root of a workspace. Every table and every key may be left out; one that there is not is an error.
Editors complete it from `files/codegen/schemas/dipeo.schema.json`."""


PAGES_OF = {"commands": commands, "node-types": node_types, "settings": settings}


def main() -> None:
    """Write all pages."""
    for name, page in PAGES_OF.items():
        (PAGES / f"{name}.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
