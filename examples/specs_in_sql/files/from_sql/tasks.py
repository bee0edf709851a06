"""From rows to tasks: each type through each generator."""

from typing import Any

CODE = "files/codegen/code"
TEMPLATES = "files/codegen/templates"
TARGETS = [
    {
        "generator_path": f"{CODE}/backend/generators/pydantic_model.py",
        "template_path": f"{TEMPLATES}/backend/pydantic_model.j2",
        "output_pattern": "api/generated/{node_name}_model.py",
    },
    {
        "generator_path": f"{CODE}/frontend/generators/typescript_model.py",
        "template_path": f"{TEMPLATES}/frontend/typescript_model.j2",
        "output_pattern": "web/src/generated/{node_name}Model.ts",
    },
    {
        "generator_path": f"{CODE}/frontend/generators/node_config.py",
        "template_path": f"{TEMPLATES}/frontend/node_config.j2",
        "output_pattern": "web/src/generated/{node_name}Config.ts",
    },
    {
        "generator_path": f"{CODE}/frontend/generators/field_config.py",
        "template_path": f"{TEMPLATES}/frontend/field_config.j2",
        "output_pattern": "web/src/generated/{node_name}Fields.ts",
    },
]


def main(inputs: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            **target,
            "spec_data": {**row["spec"], "source": f"node_types[{row['name']!r}]"},
            "name": row["name"],
            "updated_at": row["updated_at"],
            "output_path": target["output_pattern"].replace("{node_name}", row["name"]),
            "types_path": "web/src/config.ts",
        }
        for row in inputs["rows"]
        for target in TARGETS
    ]
