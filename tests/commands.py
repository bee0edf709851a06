"""A workspace for tests of commands, and what a command said."""

from __future__ import annotations

from tests.workspace import Done

FILES = {
    "make": """
        description: one file of each item
        nodes:
          - {label: Items, type: start}
          - {label: Text, type: template_job, template: "x = {{ n }}  # é\\n", batch: true}
          - {label: Pair, type: code_job, source_details: pair.py}
          - {label: Write, type: db, operation: write, source_details: 'o/{name}.py', batch: true}
        connections:
          - {source: Items.items, target: Text}
          - {source: Items.items, target: Pair.items}
          - {source: Text.results, target: Pair.texts}
          - {source: Pair, target: Write}
    """,
    "pair.py": """
        def main(inputs):
            pairs = zip(inputs["items"], inputs["texts"])
            return [{"name": item["name"], "code": text} for item, text in pairs]
    """,
    "deep/read": "nodes: [{label: Read, type: db, operation: read, source_details: '{path}'}]",
    "text.txt": "text\n",
}
ITEMS = '{"items": [{"n": 1, "name": "a"}, {"n": 2, "name": "b"}]}'
MAKE = ["run", "make", "--input-data", ITEMS]


def printed(done: Done) -> str:
    """What a command printed that did what it should."""
    assert (done.code, done.err) == (0, "")
    return done.out


def refused(done: Done) -> str:
    """What a wrong command said, without the usage."""
    assert (done.code, done.out) == (2, "")
    return done.err.split("\n\nusage: ")[0].removeprefix("error: ").rstrip("\n")
