"""A corpus of random specifications in one package, written by the generators as a project would have it."""

from __future__ import annotations

import itertools
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from tests import kit
from tests.backend_samples import Sampler

SEED = int(os.environ.get("SEED", "0"))
_numbers = itertools.count()
PATTERNS = {
    "pydantic_model": "corpus/{node_name}_model.py",
    "static_nodes": "corpus/{node_name}_node.py",
    "graphql_schema": "schemas/{node_name}.graphql",
}


@dataclass(frozen=True, slots=True)
class Corpus:
    """The folder that the files are in, and the specifications by their types."""

    folder: Path
    specs: dict[str, dict[str, Any]]


def write_corpus(folder: Path, count: int) -> Corpus:
    """Fill a folder with everything that the backend makes of `count` random specifications."""
    types = [f"sample_{number}_of_many" for number in range(count)]
    specs = {
        type_: Sampler(SEED + number, (*types[:3], types[10], type_)).spec(
            type_, is_node=number % 3 != 0, size=8
        )
        for number, type_ in enumerate(types)
    }
    items = []
    for type_, spec in specs.items():
        made = generate(spec)
        paths = {
            name: pattern.format(node_name=type_) for name, pattern in PATTERNS.items()
        }
        for name, path in paths.items():
            write(folder / path, made[name]["generated_code"])
        items.append(
            {
                "node_name": type_,
                "path": paths["pydantic_model"],
                "paths": {"static_node": paths["static_nodes"]},
                "summary": made["pydantic_model"]["summary"],
            }
        )
    write(folder / "corpus" / "__init__.py", "")
    write(folder / "corpus" / "conversions.py", conversions(items))
    write(
        folder / "schemas" / "scalars.graphql",
        kit.template("backend/graphql_scalars.j2"),
    )
    write(folder / "specs.json", json.dumps(specs))
    return Corpus(folder, specs)


def generate(spec: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What each generator's `main` makes of a specification."""
    return {
        name: run(name, spec, output_pattern=pattern)
        for name, pattern in PATTERNS.items()
    }


def run(generator: str, spec: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What a generator's `main` makes of a specification."""
    inputs = {
        "spec_data": spec,
        "template_content": kit.template(f"backend/{generator}.j2"),
        **more,
    }
    made: dict[str, Any] = kit.load(f"backend.generators.{generator}").main(inputs)
    return made


def conversions(items: list[dict[str, Any]]) -> str:
    """The module of conversions for items of generated models."""
    models = {
        "items": items,
        "template_content": kit.template("backend/conversions.j2"),
    }
    main = kit.load("backend.generators.conversions").main
    return str(main({"pydantic_models": models})["generated_code"])


def load(source: str) -> ModuleType:
    """The module that the source makes, imported."""
    module = ModuleType(f"generated_{next(_numbers)}")
    sys.modules[module.__name__] = module
    exec(compile(source, module.__name__, "exec"), vars(module))
    return module


def write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="")
