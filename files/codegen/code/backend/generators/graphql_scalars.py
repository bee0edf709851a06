"""The scalars that all GraphQL schemas share, once, beside them."""

from __future__ import annotations

from typing import Any

FILENAME = "scalars.graphql"


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    """`{"files": [{"path", "generated_code"}]}`: one in each folder that a task of `inputs["tasks"]` writes to.

    Without tasks, where the manifest says their path, they are one file like any other.
    """
    if "tasks" not in inputs:
        return {"generated_code": inputs["template_content"]}
    folders = {task["output_path"].rpartition("/")[0] for task in inputs["tasks"]}
    return {
        "files": [
            {
                "path": f"{folder}/{FILENAME}" if folder else FILENAME,
                "generated_code": inputs["template_content"],
            }
            for folder in sorted(folders)
        ]
    }
