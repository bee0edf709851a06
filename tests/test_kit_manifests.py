"""Manifests: what the batch processors make of them, and what is refused."""

from __future__ import annotations

import copy
import itertools
import json
from typing import Any

import pytest

from tests import kit

batch = kit.load("shared.batch")
table = kit.load("shared.generator_table")
frontend = kit.load("frontend.batch_processor")
backend = kit.load("backend.batch_processor")
everything = kit.load("shared.manifest_processor")
problems = kit.load("shared.problems")

# As printed in the seed.
FRONTEND: dict[str, Any] = {
    "nodes": ["person_job", "condition", "api_job", "code_job"],
    "generators": {
        "typescript_model": {
            "template": "frontend/typescript_model.j2",
            "output_pattern": "dipeo/models/src/nodes/{node_name}Node.ts",
        },
        "node_config": {
            "template": "frontend/node_config.j2",
            "output_pattern": "apps/web/src/features/diagram-editor/config/nodes/{node_name}Config.ts",
        },
        "field_config": {
            "template": "frontend/field_config.j2",
            "output_pattern": "apps/web/src/core/config/fields/{node_name}Fields.ts",
        },
    },
}
BACKEND: dict[str, Any] = {
    "nodes": ["person_job", "condition", "api_job", "code_job"],
    "generators": {
        "pydantic_model": {
            "template": "backend/pydantic_model.j2",
            "output_pattern": "dipeo/diagram_generated/models/{node_name}_model.py",
        },
        "graphql_schema": {
            "template": "backend/graphql_schema.j2",
            "output_pattern": "apps/server/src/graphql/schemas/{node_name}.graphql",
        },
        "static_node": {
            "template": "backend/static_nodes.j2",
            "output_pattern": "dipeo/core/static/generated/{node_name}_node.py",
        },
    },
}


def ours(name: str) -> dict[str, Any]:
    text = (kit.CODEGEN / "manifests" / f"{name}.json").read_text(encoding="utf-8")
    manifest: dict[str, Any] = json.loads(text)
    return manifest


def refusals(process: Any, inputs: dict[str, Any]) -> list[str]:
    with pytest.raises(problems.SpecError) as caught:
        process.main(inputs)
    return [f"{caught.value.input}: {line}" for line in str(caught.value).split("\n")]


def names(tasks: list[dict[str, Any]]) -> list[str]:
    return [task["node_name"] for task in tasks]


def test_the_frontend_manifest_of_the_seed() -> None:
    tasks = frontend.main({"in": FRONTEND})
    assert list(tasks) == ["typescript_tasks", "config_tasks", "field_tasks"]
    assert all(names(found) == FRONTEND["nodes"] for found in tasks.values())
    assert tasks["config_tasks"][2] == {
        "node_name": "api_job",
        "spec_path": "files/codegen/specifications/nodes/api_job.json",
        "template_path": "files/codegen/templates/frontend/node_config.j2",
        "generator_path": "files/codegen/code/frontend/generators/node_config.py",
        "output_pattern": "apps/web/src/features/diagram-editor/config/nodes/{node_name}Config.ts",
        "output_path": "apps/web/src/features/diagram-editor/config/nodes/api_jobConfig.ts",
        "paths": {
            "typescript_model": "dipeo/models/src/nodes/api_jobNode.ts",
            "node_config": "apps/web/src/features/diagram-editor/config/nodes/api_jobConfig.ts",
            "field_config": "apps/web/src/core/config/fields/api_jobFields.ts",
        },
    }


def test_the_backend_manifest_of_the_seed() -> None:
    tasks = batch.process_batch(BACKEND, {}, table.BACKEND)
    assert list(tasks) == ["pydantic_tasks", "graphql_tasks", "static_tasks"]
    task = tasks["static_tasks"][0]
    assert (
        task["generator_path"]
        == "files/codegen/code/backend/generators/static_nodes.py"
    )
    assert task["output_path"] == "dipeo/core/static/generated/person_job_node.py"
    assert backend.main({"in": BACKEND}).keys() == tasks.keys()


def test_our_manifests_name_every_specification_and_files_that_exist() -> None:
    specified = {
        path.stem for path in (kit.CODEGEN / "specifications/nodes").glob("*.json")
    }
    for side, name in ((table.FRONTEND, "frontend"), (table.BACKEND, "backend")):
        lists = batch.process_batch(ours(name), {}, side)
        assert list(lists) == [generator.tasks for generator in side.values()]
        for task in itertools.chain.from_iterable(lists.values()):
            for key in ("spec_path", "template_path", "generator_path"):
                assert (kit.ROOT / task[key]).is_file(), task[key]
        assert all(set(names(tasks)) == specified for tasks in lists.values())
    wanted = everything.main({"in": ours("all")})
    assert set(wanted["frontend_specs"]) == set(wanted["backend_specs"]) == specified


def test_a_request_restricts_the_tasks_in_the_manifests_order() -> None:
    tasks = frontend.main(
        {"in": FRONTEND, "requested": {"in": ["code_job", "person_job"]}}
    )
    assert names(tasks["field_tasks"]) == ["person_job", "code_job"]


def test_shared_types_have_models_only() -> None:
    manifest = {**FRONTEND, "types": ["address"]}
    tasks = frontend.main({"in": manifest})
    assert names(tasks["typescript_tasks"])[-1] == "address"
    assert "address" not in names(tasks["config_tasks"]) + names(tasks["field_tasks"])
    task = tasks["typescript_tasks"][-1]
    assert task["spec_path"] == "files/codegen/specifications/types/address.json"
    assert task["paths"] == {
        "typescript_model": "dipeo/models/src/nodes/addressNode.ts"
    }


def test_a_pattern_may_use_any_case() -> None:
    manifest = copy.deepcopy(FRONTEND)
    manifest["generators"]["node_config"]["output_pattern"] = (
        "{NodeName}/{nodeName}.{node-name}.ts"
    )
    task = frontend.main({"in": manifest})["config_tasks"][0]
    assert task["output_path"] == "PersonJob/personJob.person-job.ts"


def test_everything_goes_to_both_sides() -> None:
    assert everything.main({"in": {"nodes": ["a"], "types": ["b"]}}) == {
        "frontend_specs": ["a", "b"],
        "backend_specs": ["a", "b"],
    }


def test_what_is_wrong_with_a_manifest_is_said_at_once() -> None:
    manifest = {
        "nodes": ["a", "a", "B", "c_input", "c"],
        "types": ["a"],
        "generators": {
            "typescript_modle": {},
            "node_config": {"template": "x", "output_pattern": "{name}.ts"},
            "field_config": {"output_path": "x"},
        },
        "note": "",
    }
    assert refusals(frontend, {"in": manifest}) == [
        "in: note: 'note' is not a key of a manifest, did you mean 'nodes'?",
        "in: nodes[1]: 'a' is already under 'nodes'",
        "in: nodes[2]: 'B' is not the name of a specification: write words like person_job",
        "in: types[0]: 'a' is already under 'nodes'",
        "in: nodes[3]: 'c_input' and 'c' both make the name CInput",
        "in: generators.typescript_modle: 'typescript_modle' is not a generator, did you mean 'typescript_model'?, or name its file in 'generator'",
        "in: generators.node_config.output_pattern: {name} is not known here, did you mean 'node_name'?",
        "in: generators.field_config.output_path: 'output_path' is not a key of a generator, did you mean 'output_pattern'?",
        "in: generators.field_config: a generator needs 'template'",
        "in: generators.field_config: a generator needs 'output_pattern'",
    ]


def test_a_path_outside_is_refused_where_it_is_written() -> None:
    manifest = copy.deepcopy(BACKEND)
    manifest["nodes"] = ["a"]
    for pattern in ("../{node_name}.py", "/{node_name}.py", "x\\{node_name}"):
        manifest["generators"]["static_node"]["output_pattern"] = pattern
        assert refusals(backend, {"in": manifest}) == [
            f"in: generators.static_node.output_pattern: {pattern!r} leads out of the"
            " workspace, or is not written with '/'"
        ]


def test_a_module_that_python_cannot_import_is_refused() -> None:
    manifest = copy.deepcopy(BACKEND)
    manifest["nodes"] = ["class", "order"]
    manifest["generators"]["static_node"]["output_pattern"] = "x/{node_name}.py"
    assert refusals(backend, {"in": manifest}) == [
        "in: generators.static_node.output_pattern: nothing can import 'x/class.py',"
        " since 'class' is a word of Python's: write a pattern like"
        " '{node_name}_model.py'"
    ]
    manifest["generators"]["static_node"]["output_pattern"] = "x/{node_name}_node.py"
    first, _ = backend.main({"in": manifest})["static_tasks"]
    assert first["output_path"] == "x/class_node.py"


def test_two_outputs_of_one_path_are_refused() -> None:
    manifest = copy.deepcopy(BACKEND)
    manifest["nodes"] = ["a", "b"]
    manifest["generators"]["graphql_schema"]["output_pattern"] = "X/{node_name}"
    manifest["generators"]["static_node"]["output_pattern"] = "x/A"
    assert refusals(backend, {"in": manifest}) == [
        "in: generators.static_node.output_pattern: 'x/A' is the output of graphql_schema for 'a' and of static_node for 'a'",
        "in: generators.static_node.output_pattern: 'x/A' is the output of graphql_schema for 'a' and of static_node for 'b'",
    ]


@pytest.mark.parametrize(
    ("requested", "message"),
    [
        (
            ["persn_job"],
            "requested: in[0]: 'persn_job' is not in the manifest, did you mean 'person_job'?",
        ),
        (
            "person_job",
            "requested: in: must be an array of names of specifications, not 'person_job'",
        ),
    ],
)
def test_a_request_for_what_is_not_there_is_refused(
    requested: Any, message: str
) -> None:
    assert refusals(frontend, {"in": FRONTEND, "requested": {"in": requested}}) == [
        message
    ]


@pytest.mark.parametrize("manifest", [[], {}, {"nodes": "a", "generators": []}])
def test_other_shapes_are_refused(manifest: Any) -> None:
    assert refusals(frontend, {"in": manifest}) != []
