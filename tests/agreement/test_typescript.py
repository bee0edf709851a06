"""Every valid instance is of the TypeScript type that the schema accepts, and its result of the one that it gives."""

from __future__ import annotations

import json
import os
import subprocess
from itertools import islice
from pathlib import Path
from typing import Any

from tests import kit
from tests.agreement.cases import Case, random_cases
from tests.agreement.judges import reference_judge
from tests.agreement.verdicts import read_json
from tests.agreement.worlds import World, make_world

SEED = int(os.environ.get("SEED", "0"))
WORLDS = 25
DEEPEST = 30
INHERITED = kit.load("frontend.utils.typescript_module").INHERITED - {"__proto__"}

_class_name = kit.load("shared.naming").class_name


def test_types_take_what_schemas_take(tmp_path: Path) -> None:
    checked = 0
    for number, case in enumerate(islice(random_cases(SEED), WORLDS)):
        folder = tmp_path / str(number)
        folder.mkdir()
        world = make_world(case.documents)
        for type_, code in world.code("typescript").items():
            (folder / f"{type_}Node.ts").write_text(code, encoding="utf-8")
        lines = _declarations(world, case)
        checked += len(lines)
        (folder / "check.ts").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "node_modules").symlink_to(kit.ROOT / "node_modules")
    options = {"extends": str(kit.ROOT / "tsconfig.base.json"), "include": ["*/*.ts"]}
    (tmp_path / "tsconfig.json").write_text(json.dumps(options))
    compiler = kit.ROOT / "node_modules" / ".bin" / "tsc"
    done = subprocess.run(
        [compiler, "--project", tmp_path], capture_output=True, text=True, check=False
    )
    assert done.stdout == ""
    assert done.returncode == 0
    assert checked > WORLDS * 3


def _declarations(world: World, case: Case) -> list[str]:
    """A constant of its type for each valid instance, and for what it becomes."""
    lines = [
        f"import type {{ {name}, {name}Input }} from './{type_}Node.js';"
        for type_, name in ((type_, _class_name(type_)) for type_ in world.types)
    ]
    if not _is_told(json.dumps(case.documents)):
        return []
    judge = reference_judge(world)
    used = set()
    for number, (type_, text) in enumerate(case.instances):
        verdict = judge((type_, text))
        told = _is_told(text) and _depth(verdict.value) <= DEEPEST
        if not (verdict.valid and told):
            continue
        used.add(type_)
        name = _class_name(type_)
        lines.append(f"export const a{number}: {name}Input = {_code(read_json(text))};")
        lines.append(f"export const b{number}: {name} = {_code(verdict.value)};")
    return [
        line
        for line in lines
        if line.startswith("export") or line[line.index("./") + 2 : -9] in used
    ]


def _depth(value: Any) -> int:
    inside = value.values() if isinstance(value, dict) else value
    if not isinstance(value, dict | list) or not inside:
        return 0
    return 1 + max(map(_depth, inside))


def _is_told(text: str) -> bool:
    """Whether types can say it: members of every object hide keys of their names in records, and are taken for fields
    of their names that are absent.
    """
    return not any(f'"{name}"' in text for name in INHERITED)


def _code(value: Any) -> str:
    """The value as an expression of the narrowest type; in brackets, `__proto__` is a key like others."""
    if isinstance(value, dict):
        members = (f"{_key(key)}: {_code(item)}" for key, item in value.items())
        return f"{{ {', '.join(members)} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_code, value))}]"
    return "null" if value is None else f"{json.dumps(value)} as const"


def _key(key: str) -> str:
    return '["__proto__"]' if key == "__proto__" else json.dumps(key)
