"""A small project whose every part can be edited, and how a run of it is judged: against a clean one from scratch."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dipeo.core.memo import GRAIN_NS
from dipeo.core.records import Records
from tests.workspace import dipeo, put, tree

DIAGRAM = "all"
FILES: Mapping[str, str] = {
    "all": """
        nodes:
          - {label: Manifest, type: db, operation: read, source_details: files/manifest.json}
          - {label: Tasks, type: code_job, source_details: files/codegen/code/tasks.py}
          - {label: Each, type: sub_diagram, batch: true, diagram_path: one}
          - {label: Template, type: db, operation: read, source_details: files/index.j2}
          - {label: Index, type: code_job, source_details: files/codegen/code/gen/index.py}
          - {label: Write Index, type: db, operation: write, source_details: out/index.txt}
          - {label: Read Again, type: db, operation: read, source_details: out/index.txt}
          - {label: Copy, type: db, operation: write, source_details: out/copy.txt}
        connections:
          - {from: Manifest, to: Tasks}
          - {from: Tasks.tasks, to: Each}
          - {from: Each.results, to: Index, label: items}
          - {from: Template, to: Index, label: template}
          - {from: Index, to: Write Index}
          - {from: Write Index, to: Read Again, label: after}
          - {from: Read Again, to: Copy}
        """,
    "one": """
        nodes:
          - {label: Spec, type: db, operation: read, source_details: "files/specs/{name}.json"}
          - {label: Template, type: db, operation: read, source_details: files/item.j2}
          - {label: Make, type: code_job, source_details: files/codegen/code/gen/item.py}
          - {label: Write, type: db, operation: write, source_details: "out/{name}.txt"}
        connections:
          - {from: Spec, to: Make, label: spec}
          - {from: Template, to: Make, label: template}
          - {from: Make, to: Write}
        outputs:
          title: Make.title
        """,
    "files/manifest.json": '["a", "b", "c"]',
    "files/specs/a.json": '{"title": "A", "body": "first"}',
    "files/specs/b.json": '{"title": "B", "body": "second"}',
    "files/specs/c.json": '{"title": "C", "body": "third"}',
    "files/item.j2": "{title}: {body}\n",
    "files/index.j2": "Index of {count}\n",
    "files/codegen/code/tasks.py": """
        def main(inputs):
            return {"tasks": [{"name": name} for name in inputs["in"]]}
        """,
    "files/codegen/code/gen/item.py": """
        from ..words.shout import shout

        MARK = "!"


        def decorate(text):
            return text + MARK


        def main(inputs):
            spec = inputs["spec"]
            text = inputs["template"].format(**spec)
            return {
                "generated_code": decorate(shout(text)),
                "title": spec["title"],
                "name": spec["title"].lower(),
            }
        """,
    "files/codegen/code/gen/index.py": """
        def main(inputs):
            titles = [item["title"] for item in inputs["items"]]
            head = inputs["template"].format(count=len(titles))
            return head + "\\n".join(titles) + "\\n"
        """,
    "files/codegen/code/words/shout.py": """
        from .letters import upper


        def shout(text):
            return upper(text)
        """,
    "files/codegen/code/words/letters.py": """
        def upper(text):
            return text.upper()
        """,
    "files/codegen/code/words/unused.py": "UNUSED = 1\n",
}


def make(root: Path) -> Path:
    return put(root, FILES)


def run(root: Path, *options: str) -> tuple[dict[str, Any], list[str]]:
    """Run the project as people do: how it ended, and the addresses of the nodes that ran."""
    done = dipeo(root, "run", DIAGRAM, *options)
    assert done.code == 0, done.err
    records = Records(root / ".dipeo")
    last = records.run(None)
    nodes = [*records.nodes(last.id), *records.inside(last.id)]
    records.close()
    ran = [node for node in nodes if node.state == "done"]
    ran.sort(key=lambda node: (node.started or 0, len(node.address)))
    assert last.finished is not None
    return {**last.finished}, [node.address for node in ran]


def settle(root: Path) -> None:
    """Run the project until all that a run looks at is older than the clock's grain, so that a glance is enough."""
    memos = root / ".dipeo/memos"
    while not list(memos.glob("*.glance")):
        time.sleep(GRAIN_NS / 1e9)
        run(root)


def outputs(root: Path) -> dict[str, str]:
    return {f"out/{path}": text for path, text in tree(root / "out").items()}


def from_scratch(root: Path, beside: Path) -> dict[str, str]:
    """What a clean run of the same sources makes."""
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(root / "files", beside / "files")
    run(beside)
    return outputs(beside)
