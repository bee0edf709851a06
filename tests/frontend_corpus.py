"""A project of random and extreme specifications, with everything that the front end's generators make of them."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests import kit
from tests.backend_samples import TEXTS, Sampler

SEED = int(os.environ.get("SEED", "0"))
GENERATORS = ("typescript_model", "node_config", "field_config")
UNIFIED_CONFIG = "apps/web/src/features/diagram-editor/config/unifiedConfig.ts"
REGISTRY = "apps/web/src/features/diagram-editor/config/nodeRegistry.ts"
INHERITED = """
    __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__ __proto__
    constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString
    valueOf then
"""
CLASHES = "record json prefixed date map object string omit delete function".split()

Spec = dict[str, Any]


def nested(kind: str, depth: int) -> Spec:
    """A type with types of a kind inside each other."""
    if depth == 0:
        return {"type": "string", "validation": {"maxLength": 9}, "nullable": True}
    inner = nested(kind, depth - 1)
    match kind:
        case "array":
            return {"type": "array", "items": inner}
        case "map":
            return {"type": "object", "values": inner}
        case "union":
            items = {"type": "array", "items": inner}
            return {"type": "union", "variants": [{"type": "integer"}, items]}
        case _:
            return {"type": "object", "nestedFields": [{"name": "inner", **inner}]}


def deep_value(depth: int) -> Any:
    value: Any = 1
    for number in range(depth):
        value = [value] if number % 2 else {"a": value}
    return value


def clashing() -> list[Spec]:
    """Specifications whose names are those of helpers, of types, of each other's declarations."""
    part = {"type": "object", "nestedFields": [{"name": "a", "type": "integer"}]}
    filled = {"name": "a", "type": "integer", "defaultValue": 1}
    inherits = {"name": "constructor", "type": "integer"}
    fields = [
        {"name": "input", "type": "object", "nestedFields": [filled]},
        {"name": "schema", **part},
        {"name": "fields", "type": "object", "nestedFields": [inherits]},
        {"name": "constructor", "type": "ref", "ref": "clash_fields"},
        {"name": "both", "type": "ref", "ref": "clash_both"},
    ]
    refs = [{"name": f"a {name}", "type": "ref", "ref": name} for name in CLASHES]
    anything = [{"name": "m", "type": "object"}, {"name": "constructor", "type": "any"}]
    return [
        {"type": "clash", "fields": fields},
        {"type": "clash_fields", "kind": "type", "fields": [filled]},
        {"type": "clash_both", "kind": "type", "fields": [{"name": "clash", **part}]},
        *({"type": name, "kind": "type", "fields": [filled]} for name in CLASHES),
        {"type": "uses", "fields": [*refs, *anything]},
    ]


def extremes() -> list[Spec]:
    """Specifications of unusual size, depth and names."""
    long = "x" * 100_000
    kinds = ["string", "integer", "boolean", "any"] * 125
    inherited = [
        {"name": name, "type": "integer", **({"defaultValue": 1} if number % 2 else {})}
        for number, name in enumerate(INHERITED.split())
    ]
    own = {"name": "__proto__", "type": "any"}
    items = {"type": "object", "nestedFields": [own]}
    return [
        {
            "type": "many",
            "fields": [
                {"name": f"f{n}", "type": t, "required": n % 3 == 0}
                for n, t in enumerate(kinds)
            ],
        },
        *(
            {"type": f"deep_{kind}", "fields": [{"name": "root", **nested(kind, 20)}]}
            for kind in ("object", "array", "map", "union")
        ),
        {
            "type": "x" * 64,
            "fields": [
                {
                    "name": "n" * 128,
                    "type": "object",
                    "nestedFields": [{"name": "m" * 128, **nested("array", 2)}],
                },
                {"name": "self", "type": "ref", "ref": "x" * 64},
            ],
        },
        *(
            {
                "type": "y" * size,
                "fields": [{"name": "a", "type": "ref", "ref": "x" * 64}],
            }
            for size in (41, 42, 43, 44, 57, 58)
        ),
        {
            "type": "long_strings",
            "displayName": long,
            "description": long,
            "icon": long,
            "fields": [
                {"name": "a", "type": "string", "description": long},
                {"name": "b", "type": "enum", "values": [long, "*/"]},
                {"name": "c", "type": "any", "defaultValue": {long: [long]}},
                {"name": "d", "type": "any", "defaultValue": deep_value(60)},
            ],
        },
        {"type": "inherited", "fields": inherited},
        {
            "type": "own_proto",
            "kind": "type",
            "fields": [
                {
                    "name": "__proto__",
                    "type": "object",
                    "values": {"type": "ref", "ref": "own_proto"},
                },
                {
                    "name": "list",
                    "type": "array",
                    "items": items,
                    "validation": {"uniqueItems": True},
                },
            ],
        },
        *({"type": "z" * size, "fields": []} for size in (5, 14, 15, 60)),
        *(
            {"type": name, "kind": "type", "fields": []}
            for name in ("nothing", "n" * 43, "n" * 64)
        ),
    ]


def random_specs(count: int) -> list[Spec]:
    """Random node types and shared types, with random cards and forms."""
    types = [f"sample_{number}_of_many" for number in range(count)]
    specs = []
    for number, type_ in enumerate(types):
        seed = SEED * 1000 + number
        refs = (*types[:3], type_)
        spec = Sampler(seed, refs).spec(type_, is_node=number % 3 != 0, size=8)
        if number % 3 != 0:
            decorate(spec, Random(seed))
        specs.append(spec)
    return specs


def decorate(spec: Spec, random: Random) -> None:
    """Hostile texts wherever a card or a form shows one."""
    inputs = random.sample([text for text in TEXTS if text], 2)
    spec |= {key: random.choice(TEXTS) for key in ("icon", "color", "category")}
    spec["handles"] = {
        "inputs": [{"id": text, "label": random.choice(TEXTS)} for text in inputs],
        "outputs": ["done"],
    }
    for field in spec["fields"]:
        ui = {key: random.choice(TEXTS) for key in ("placeholder", "group", "language")}
        field["uiConfig"] = {**ui, "rows": random.randint(1, 9)}
        if field["type"] == "string" and "const" not in field:
            field["uiConfig"]["options"] = [
                {"value": value, "label": random.choice(TEXTS)}
                for value in random.sample(TEXTS, 2)
            ]


def main(generator: str, spec: Spec, **more: Any) -> dict[str, Any]:
    """What a generator's `main` makes of a specification."""
    template = kit.template(f"frontend/{generator}.j2")
    module = kit.load(f"frontend.generators.{generator}")
    inputs = {"spec_data": spec, "template_content": template, **more}
    made: dict[str, Any] = module.main(inputs)
    return made


def paths(type_: str) -> dict[str, str]:
    """Where the artefacts of a specification go."""
    naming = kit.load("shared.naming")
    return {
        name: naming.fill_pattern(
            kit.load(f"frontend.generators.{name}").OUTPUT_PATTERN, type_
        )
        for name in GENERATORS
    }


@dataclass(frozen=True, slots=True)
class Project:
    """The folder that the files are in, and the specifications by their types."""

    folder: Path
    specs: dict[str, Spec]

    @property
    def nodes(self) -> list[Spec]:
        return [each for each in self.specs.values() if each.get("kind") != "type"]

    def tool(self, name: str, *arguments: str) -> str:
        """What a tool of the npm side says, with the folder as its working directory."""
        command = [str(self.folder / "node_modules" / ".bin" / name), *arguments]
        done = subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, check=False
        )
        return done.stdout + done.stderr

    def node(self, script: str, data: Any) -> Any:
        """The value of `answer(data)` of a script that can import the compiled files from `./out/`."""
        (self.folder / "script.mjs").write_text(
            f"{script}\nimport {{ readFileSync, writeFileSync }} from 'node:fs';\n"
            "const data = JSON.parse(readFileSync('input.json', 'utf8'));\n"
            "writeFileSync('output.json', JSON.stringify(await answer(data)));\n"
        )
        (self.folder / "input.json").write_text(json.dumps(data))
        done = subprocess.run(
            ["node", "script.mjs"],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads((self.folder / "output.json").read_text())


def write_project(folder: Path, specs: list[Spec]) -> Project:
    """Fill a folder as a run of the generators would, with what the compiler needs beside."""
    project = Project(folder, {spec["type"]: spec for spec in specs})
    (folder / "node_modules").symlink_to(kit.ROOT / "node_modules")
    options = {"outDir": "out", "rootDir": ".", "noEmit": False}
    config = {
        "extends": str(kit.ROOT / "tsconfig.base.json"),
        "compilerOptions": options,
        "include": ["apps", "dipeo"],
    }
    write(folder / "tsconfig.json", json.dumps(config))
    write(folder / "package.json", '{"type": "module"}')
    write(folder / "biome.json", '{"formatter": {"enabled": false}}')
    write(folder / UNIFIED_CONFIG, (kit.ROOT / UNIFIED_CONFIG).read_text())
    items, metadata = [], []
    static_nodes = kit.load("backend.generators.static_nodes")
    for spec in specs:
        is_node = spec.get("kind") != "type"
        own = paths(spec["type"])
        for name in GENERATORS if is_node else GENERATORS[:1]:
            made = main(name, spec)
            write(folder / own[name], made["generated_code"])
            if name == "node_config":
                item = {"node_name": spec["type"], "paths": own, "path": own[name]}
                items.append(item | {"summary": made["summary"]})
        if is_node:
            template = kit.template("backend/static_nodes.j2")
            made = static_nodes.main({"spec_data": spec, "template_content": template})
            metadata.append({key: made[key] for key in ("node_name", "summary")})
    write(folder / REGISTRY, registry(items, metadata))
    return project


def registry(items: list[dict[str, Any]], metadata: list[dict[str, Any]]) -> str:
    """The registry of items of configurations and of static nodes."""
    configs = {
        "template_content": kit.template("frontend/node_registry.j2"),
        "items": items,
    }
    inputs = {"frontend_configs": configs, "backend_metadata": metadata}
    generate = kit.load("frontend.generators.node_registry").main
    return str(generate(inputs)["generated_code"])


def write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="")
