"""Workspaces that the tests of the server look at."""

from __future__ import annotations

import os
from pathlib import Path

from tests.workspace import put

FILES = {
    "top": """
        description: everything
        nodes:
          - label: Items
            type: db
            operation: read
            source_details: items.json
            position: {x: 10, y: 20.5}
          - {label: Each, type: sub_diagram, diagram_path: parts/one, batch: true}
          - {label: Count, type: code_job, source_details: count.py}
        connections:
          - {source: Items, target: Each}
          - {source: Each.results, target: Count.results}
    """,
    "parts/one": """
        nodes:
          - {label: Text, type: template_job, template: "x = {{ n }}  # é\\n"}
          - {label: Write, type: db, operation: write, source_details: 'o/{n}.py'}
        connections: [{source: Text, target: Write}]
    """,
    "asks": """
        nodes:
          - {label: Read, type: db, operation: read, source_details: '{name}.json'}
          - {label: Each, type: endpoint, batch: true, batch_input_key: list}
    """,
    "fails": """
        nodes:
          - {label: Bad, type: code_job, source_details: bad.py, batch: true}
          - {label: After, type: endpoint}
        connections: [{source: Bad, target: After}]
    """,
    "broken": """
        nodes:
          - {label: A, type: nothing}
          - {label: B, type: db, operation: raed, source_details: x}
    """,
    "not_yaml": "nodes: [",
    "count.py": "def main(inputs): return len(inputs['results'])\n",
    "bad.py": "def main(inputs): return 1 // inputs['in']\n",
    "items.json": '[{"n": 1}, {"n": 2}]\n',
    "waits": """
        nodes:
          - {label: Before, type: template_job, template: here}
          - {label: Wait, type: code_job, source_details: wait.py, allow_io: true}
          - {label: After, type: endpoint}
        connections:
          - {source: Before, target: Wait}
          - {source: Wait, target: After}
    """,
    "one_by_one": """
        nodes:
          - {label: Items, type: code_job, source_details: four.py}
          - {label: Each, type: code_job, source_details: wait_item.py, allow_io: true, batch: true, batch_parallel: false}
        connections: [{source: Items, target: Each}]
    """,
    "side_by_side": """
        nodes:
          - {label: Items, type: code_job, source_details: four.py}
          - {label: Each, type: code_job, source_details: wait_item.py, allow_io: true, batch: true}
        connections: [{source: Items, target: Each}]
    """,
    "deep": """
        nodes:
          - {label: Items, type: code_job, source_details: four.py}
          - {label: Each, type: sub_diagram, diagram_path: parts/waits, batch: true}
        connections: [{source: Items, target: Each}]
    """,
    "parts/waits": """
        nodes:
          - {label: Before, type: template_job, template: here}
          - {label: Wait, type: code_job, source_details: wait_item.py, allow_io: true}
          - {label: After, type: endpoint}
        connections:
          - {source: Before, target: After.before}
          - {source: Wait, target: After}
    """,
    "four.py": "def main(inputs): return [0, 1, 2, 3]\n",
    # The first takes long enough for the rest to be worth processes of their own.
    "wait_item.py": (
        "import time\n\n\ndef main(inputs):\n    number = inputs['in']\n"
        "    time.sleep(0 if number else 0.3)\n"
        "    with open(f'go{number}') as file:\n        return file.read()\n"
    ),
    "wait.py": "def main(inputs):\n    with open('go') as file:\n        return file.read()\n",
}


def make(root: Path) -> Path:
    """A workspace with a diagram for everything; some of them wait until `let_go`."""
    put(root, FILES)
    for item in ("", 0, 1, 2, 3):
        os.mkfifo(root / f"go{item}")
    return root


def let_go(root: Path, item: int | None = None) -> None:
    """Let a run of `waits`, or an item of another, go on: this waits until there is one."""
    name = "go" if item is None else f"go{item}"
    (root / name).write_text("gone")
