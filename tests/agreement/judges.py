"""The judges: each says of JSON texts whether a specification's generated code takes them, and as what."""

from __future__ import annotations

import atexit
import importlib
import importlib.abc
import importlib.machinery
import itertools
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import referencing
from pydantic import BaseModel, ValidationError

from tests import kit
from tests.agreement.erase import erase_types
from tests.agreement.verdicts import Verdict, has_twins, read_json, refused, valid
from tests.agreement.worlds import World
from tests.backend_corpus import conversions

Instance = tuple[str, str]
"""The type of a specification, and a JSON text."""
Judge = Callable[[Instance], Verdict]

_check = kit.load("shared.value_check")
_problems = kit.load("shared.problems")
_class_name = kit.load("shared.naming").class_name
_numbers = itertools.count()


def reference_judge(world: World) -> Judge:
    """What the types mean, without generated code."""

    def judge(instance: Instance) -> Verdict:
        type_, text = instance
        problems = _problems.Problems()
        try:
            value = read_json(text)
        except ValueError as error:
            return refused(error)
        result = _check.conform(
            value, world.types[type_], (), problems, world.types.get
        )
        if problems.found:
            return refused("; ".join(map(_problems.describe, problems.found)))
        return valid(result)

    return judge


def json_schema_judge(world: World) -> Judge:
    """The generated JSON Schemas; they say what is valid, and nothing of what it becomes."""
    schemas = {
        type_: json.loads(code) for type_, code in world.code("json_schema").items()
    }
    registry: referencing.Registry[Any] = referencing.Registry().with_resources(
        (schema["$id"], referencing.Resource.from_contents(schema))
        for schema in schemas.values()
    )
    validators = {}
    for type_, schema in schemas.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        validators[type_] = jsonschema.Draft202012Validator(schema, registry=registry)

    def judge(instance: Instance) -> Verdict:
        type_, text = instance
        try:
            found = next(validators[type_].iter_errors(read_json(text)), None)
        except (ValueError, OverflowError) as error:  # it cannot divide 1e400
            return refused(error)
        return valid() if found is None else refused(found.message)

    return judge


class Python:
    """The generated models, given what Python's `json` reads, or the text itself; and static nodes made of them."""

    def __init__(self, world: World) -> None:
        self._package = f"agreement_world_{next(_numbers)}"
        self._world = world
        self._finder = _Finder(dict(self._modules()))

    def __enter__(self) -> Python:
        sys.meta_path.insert(0, self._finder)
        self._models: dict[str, type[BaseModel]] = {}
        for type_ in self._world.types:
            module = importlib.import_module(f"{self._package}.models.{type_}_model")
            self._models[type_] = getattr(module, _class_name(type_))
            self._models[type_].model_rebuild()
        self._conversions = importlib.import_module(f"{self._package}.conversions")
        return self

    def __exit__(self, *error: object) -> None:
        sys.meta_path.remove(self._finder)
        for name in self._finder.names:
            sys.modules.pop(name, None)

    def data(self, instance: Instance) -> Verdict:
        """What becomes of the data that `json` reads; NaN and Infinity are among it."""
        type_, text = instance
        try:
            value = json.loads(text)
        except ValueError as error:
            return refused(error)
        return self._judge(lambda: self._models[type_].model_validate(value))

    def text(self, instance: Instance) -> Verdict:
        """What becomes of the text. Of a key that is there twice, Pydantic judges both values, and no other does."""
        type_, text = instance
        if has_twins(text):
            return self.data(instance)
        return self._judge(lambda: self._models[type_].model_validate_json(text))

    def node(self, type_: str, expected: Verdict) -> Verdict:
        """What a static node keeps of a value; of one that is not valid, or of no node, nothing."""
        if not expected.valid or not self._world.specs[type_].is_node:
            return refused("no node")
        node = self._conversions.node_from_dict(type_, expected.value)
        return valid(self._conversions.dict_from_node(node))

    def _judge(self, validate: Callable[[], BaseModel]) -> Verdict:
        try:
            model = validate()
        except ValidationError as error:
            return refused(error)
        return valid(read_json(model.model_dump_json()))

    def _modules(self) -> Iterator[tuple[str, str]]:
        """Each module by its name, with its code."""
        items = []
        for type_, made in self._world.made["pydantic"].items():
            name = f"{self._package}.models.{type_}_model"
            node = f"{self._package}.nodes.{type_}_node"
            paths = {"static_node": f"{node.replace('.', '/')}.py"}
            yield name, made["generated_code"]
            yield node, self._world.made["static_nodes"][type_]["generated_code"]
            items.append(
                {
                    "node_name": type_,
                    "path": f"{name.replace('.', '/')}.py",
                    "paths": paths,
                    "summary": made["summary"],
                }
            )
        yield f"{self._package}.conversions", conversions(items)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Lets modules be imported by their code."""

    def __init__(self, modules: dict[str, str]) -> None:
        self._modules = modules
        self._packages = {name.rpartition(".")[0] for name in modules}

    @property
    def names(self) -> set[str]:
        """The modules and the packages around them."""
        return self._packages.union(self._modules)

    def find_spec(
        self, fullname: str, path: Any, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in self.names:
            return None
        is_package = self.is_package(fullname)
        return importlib.machinery.ModuleSpec(fullname, self, is_package=is_package)

    def get_source(self, fullname: str) -> str:
        return self._modules.get(fullname, "")

    def is_package(self, fullname: str) -> bool:
        return fullname in self._packages


class Zod:
    """The generated schemas, in the one Node.js process."""

    def __init__(self, world: World) -> None:
        code = world.code("typescript")
        _ask(
            {
                "modules": {
                    f"{type_}Node": erase_types(text) for type_, text in code.items()
                },
                "schemas": {
                    type_: [f"{type_}Node", f"{_class_name(type_)}Schema"]
                    for type_ in code
                },
            }
        )

    def judge(self, instances: list[Instance]) -> list[Verdict]:
        """The verdicts on all of the instances, which belong to the last world that was loaded."""
        return [_zod_verdict(answer) for answer in _ask({"judge": instances})]


def _zod_verdict(answer: dict[str, str]) -> Verdict:
    assert "broken" not in answer, answer["broken"]
    if "refused" in answer:
        return refused(answer["refused"])
    return valid(read_json(answer["value"]))


def _ask(request: dict[str, Any]) -> Any:
    process = _node()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(request) + "\n")
    process.stdin.flush()
    line = process.stdout.readline()
    assert line, f"Node.js ended with the exit code {process.wait()}"
    answer = json.loads(line)
    assert "failed" not in answer, answer["failed"]
    return answer


@cache
def _node() -> subprocess.Popen[str]:
    script = Path(__file__).with_name("judge.mjs")
    command = ["node", "--experimental-vm-modules", "--no-warnings", str(script)]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=kit.ROOT,
    )
    atexit.register(process.kill)
    return process
