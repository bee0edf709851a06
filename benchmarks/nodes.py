"""What the engine costs for a node: a diagram of twelve nodes with trivial functions, run
a thousand times by a batch, with events and records.

    python -m benchmarks.nodes ROUNDS

prints a JSON list: seconds a node, less what the functions themselves take, a round.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from dipeo.engine import open_engine
from dipeo.options import Options

RUNS, NODES = 1000, 12
FUNCTION = 'def main(inputs):\n    return inputs["in"] + 1\n'


def make_workspace(root: Path) -> None:
    """Two diagrams: twelve functions in a row, and a batch of them."""
    names = [f"Step {number}" for number in range(NODES)]
    twelve = {
        "nodes": [
            {"label": name, "type": "code_job", "source_details": "code/step.py"}
            for name in names
        ],
        "connections": [
            {"from": before, "to": after} for before, after in pairwise(names)
        ],
    }
    many = {
        "nodes": [
            {
                "label": "Many",
                "type": "sub_diagram",
                "batch": True,
                "diagram_path": "twelve",
            }
        ]
    }
    diagrams = root / "files/diagrams"
    diagrams.mkdir(parents=True)
    (diagrams / "twelve.light.yaml").write_text(json.dumps(twelve))
    (diagrams / "many.light.yaml").write_text(json.dumps(many))
    (root / "code").mkdir()
    (root / "code/step.py").write_text(FUNCTION)


def seconds_per_node(root: Path, round_: int) -> float:
    """Of one run over numbers that no other run has had."""
    items = list(range(round_ * RUNS, (round_ + 1) * RUNS))
    start = time.perf_counter()
    options = Options(jobs=1, cache=False)
    result = open_engine(root).run("many", {"in": items}, options=options)
    seconds = time.perf_counter() - start
    assert result.exit_code == 0, result.finished.problems
    return seconds / (RUNS * NODES)


def seconds_per_call() -> float:
    names: dict[str, object] = {}
    exec(FUNCTION, names)
    main = names["main"]
    assert callable(main)
    start = time.perf_counter()
    for number in range(RUNS * NODES):
        main({"in": number})
    return (time.perf_counter() - start) / (RUNS * NODES)


def main() -> None:
    """Print the figures; a first run, unmeasured, imports what there is to import."""
    with tempfile.TemporaryDirectory() as folder:
        make_workspace(Path(folder))
        seconds_per_node(Path(folder), 0)
        figures = [
            seconds_per_node(Path(folder), round_) - seconds_per_call()
            for round_ in range(1, int(sys.argv[1]) + 1)
        ]
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
