"""From rows to tasks: each type through each generator."""

from typing import Any

TARGETS = [
    {
        "generator_path": "files/codegen/code/backend/generators/pydantic_model.py",
        "template_path": "files/codegen/templates/backend/pydantic_model.j2",
        "output_pattern": "app/models/{node_name}_model.py",
    },
    {
        "generator_path": "files/codegen/code/frontend/generators/typescript_model.py",
        "template_path": "files/codegen/templates/frontend/typescript_model.j2",
        "output_pattern": "web/src/types/{node_name}.ts",
    },
]


def main(inputs: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            **target,
            "spec_data": row["spec"],
            "name": row["name"],
            "updated_at": row["updated_at"],
            "output_path": target["output_pattern"].replace("{node_name}", row["name"]),
        }
        for row in inputs["rows"]
        for target in TARGETS
    ]
