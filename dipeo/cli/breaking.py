"""`dipeo breaking`: what a change of specifications breaks for writers and readers of the data."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from dipeo.against import Texts, before, now
from dipeo.core.documents import json_document
from dipeo.errors import DocumentError, Place, Problem, UsageError, did_you_mean
from dipeo.kit.functions import Refused, kit_function
from dipeo.workspace import Workspace, find_workspace, read_settings, wrong_setting

BREAKS = 4
_FILE = "validators/breaking_changes.py"


def breaking(options: argparse.Namespace) -> int:
    """Print every breaking change with its rule and place; 4 when there is one that is not allowed."""
    workspace = find_workspace(options.root)
    if options.rules:
        _list_rules(_compared(workspace, {}, {})["rules"])
        return 0
    if options.against is None:
        message = "say what it was before: `--against git:main`, or another folder"
        raise UsageError(message)
    old, new = before(workspace, options.against), now(workspace)
    found = _compared(workspace, old, new, options.against)
    allowed = _Allowed(workspace, found["rules"])
    changes = [change for change in found["changes"] if not allowed.has(change)]
    for change in changes:
        _show(change, {**old, **new}, json_lines=options.json)
    for entry in allowed.idle():
        print(
            f"dipeo.toml: [breaking] allows {entry!r}, which there is not",
            file=sys.stderr,
        )
    if not options.json:
        _conclude(len(changes), len(found["changes"]) - len(changes), options.against)
    return BREAKS if changes else 0


def _compared(
    workspace: Workspace, old: Texts, new: Texts, against: str = ""
) -> dict[str, Any]:
    """What the kit finds. Raises DocumentError for specifications that are invalid."""
    inputs = {
        side: [json.loads(text) for text in texts.values()]
        for side, texts in (("before", old), ("after", new))
    }
    try:
        found: dict[str, Any] = kit_function(workspace, _FILE)(inputs)
    except Refused as error:
        texts = old if error.input == "before" else new
        prefix = f"{against}:" if error.input == "before" else ""
        placed = _placed(error, list(texts.items()), prefix)
        raise DocumentError(placed, page="specification") from None
    return found


def _placed(error: Refused, texts: list[tuple[str, str]], prefix: str) -> list[Problem]:
    problems = []
    for problem in error.problems:
        index, *path = problem["path"]
        file, text = texts[index]
        place = json_document(text, file).place(tuple(path))
        where = Place(f"{prefix}{place.file}", place.line, place.column)
        problems.append(Problem(problem["message"], where))
    return problems


class _Allowed:
    """The changes that `dipeo.toml` allows: `RULE subject`, where `*` in the subject stands for anything."""

    def __init__(self, workspace: Workspace, rules: Mapping[str, str]) -> None:
        self.entries = _allowed(workspace)
        self.used: set[str] = set()
        for entry in self.entries:
            rule, _, subject = entry.partition(" ")
            if rule not in rules:
                hint = did_you_mean(rule, rules)
                raise wrong_setting(
                    f"[breaking] allow: there is no rule {rule!r}{hint}"
                )
            if not subject.strip():
                message = f"[breaking] allow: {entry!r} does not say of what, like `{rule} order.note`"
                raise wrong_setting(message)

    def has(self, change: Mapping[str, Any]) -> bool:
        found = [entry for entry in self.entries if _is_about(entry, change)]
        self.used.update(found)
        return bool(found)

    def idle(self) -> list[str]:
        return [entry for entry in self.entries if entry not in self.used]


def _allowed(workspace: Workspace) -> list[str]:
    entries: list[str] = (
        read_settings(workspace.root).get("breaking", {}).get("allow", [])
    )
    return entries


def _is_about(entry: str, change: Mapping[str, Any]) -> bool:
    rule, _, subject = entry.partition(" ")
    pattern = subject.strip().replace("[", "[[]")  # `lines[]` is no set of characters
    return rule == change["rule"] and fnmatchcase(change["subject"], pattern)


def _show(change: Mapping[str, Any], texts: Texts, *, json_lines: bool) -> None:
    place = _place(change, texts)
    if json_lines:
        where = {"file": place.file, "line": place.line, "column": place.column}
        print(json.dumps({**change, **where}, ensure_ascii=False))
    else:
        print(f"{place}: {change['rule']} {change['subject']}: {change['message']}")


def _place(change: Mapping[str, Any], texts: Texts) -> Place:
    """Where the change is in the specification as it is now, or as it was where it is gone."""
    files = [file for file in texts if file.endswith(f"/{change['spec']}.json")]
    return json_document(texts[files[-1]], files[-1]).place(tuple(change["path"]))


def _conclude(count: int, allowed: int, against: str) -> None:
    changes = "1 breaking change" if count == 1 else f"{count or 'no'} breaking changes"
    more = f", {allowed} allowed" if allowed else ""
    print(f"{changes} against {against}{more}")


def _list_rules(rules: Mapping[str, str]) -> None:
    width = max(map(len, rules))
    for rule, text in rules.items():
        print(f"{rule:{width}}  {text}")
