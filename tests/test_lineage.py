"""`dipeo why` and `dipeo impact`: down to the line of the template and the part of the specification, and true."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from dipeo.lineage.perturb import differing, leaves
from dipeo.lineage.rehearse import rehearse, tasks
from dipeo.workspace import find_workspace
from tests.kit import ROOT
from tests.workspace import Done, dipeo, put, tree

TYPES = "files/codegen/specifications/types"
MODEL = "files/codegen/templates/backend/pydantic_model.j2"
CODE = "files/codegen/code/backend/generators/pydantic_model.py"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("shop")
    assert dipeo(root, "init", "--yes").code == 0
    assert dipeo(root, "run", "generate").code == 0
    return root


@pytest.fixture
def shop(made: Path, tmp_path: Path) -> Path:
    """A project of its own, generated."""
    return shutil.copytree(made, tmp_path / "shop")


def line_of(root: Path, path: str, text: str) -> int:
    """The number of the line that holds a text."""
    lines = (root / path).read_text().split("\n")
    [number] = [number for number, line in enumerate(lines, 1) if text in line]
    return number


def why(root: Path, path: str, text: str) -> dict[str, Any]:
    done = dipeo(root, "why", f"{path}:{line_of(root, path, text)}", "--json")
    assert (done.code, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


def template_text(root: Path, found: dict[str, Any]) -> str:
    lines = (root / str(found["template"])).read_text().split("\n")
    return lines[int(found["template_line"]) - 1].strip()


def parts(found: dict[str, Any]) -> list[str]:
    return [entry["place"].rpartition("#")[2] for entry in found["data"]]


# Why -------------------------------------------------------------------------------------------------


def test_a_line_of_a_model(made: Path) -> None:
    path = "backend/generated/order.py"
    done = dipeo(made, "why", f"{path}:{line_of(made, path, 'quantity: ')}")
    spec = f"{TYPES}/order.json"
    template = line_of(made, MODEL, "{{ attribute.head }} = {{ attribute.default }}")
    assert done == Done(
        0,
        f"""\
{path}:{line_of(made, path, "quantity: ")}
    quantity: Integer = Field(default=1, ge=1, le=999)

diagram    generate
run        1, 2000-01-01 00:00:00
node       Generate Files[5] / Write File
generator  files/codegen/code/backend/generators/pydantic_model.py (in Generate Files[5] / Generate)
template   {MODEL}:{template}  {{{{ attribute.head }}}} = {{{{ attribute.default }}}}
data       {spec}:20:21 #/fields/2/items/nestedFields/1/name = "quantity"
data       {spec}:22:29 #/fields/2/items/nestedFields/1/defaultValue = 1
data       {spec}:23:36 #/fields/2/items/nestedFields/1/validation/min = 1
data       {spec}:23:46 #/fields/2/items/nestedFields/1/validation/max = 999
data       {spec}:21:21 #/fields/2/items/nestedFields/1/type = "integer"  (21 lines)
data       {spec}:16:17 #/fields/2/items/type = "object"  (32 lines)
data       {spec}:11:15 #/fields/2/type = "array"  (35 lines)
""".replace("\n    quantity", "\n        quantity"),
        "",
    )


@pytest.mark.parametrize(
    ("path", "text", "part"),
    [
        ("backend/generated/customer.py", '"""Someone who orders."""', "/description"),
        ("backend/generated/item.py", "title: ", "/fields/1/name"),
        ("backend/generated/order.py", "class Order(", "/type"),
        ("frontend/src/generated/order.ts", "placed_at: string;", "/fields/4/name"),
        (
            "frontend/src/generated/customer.ts",
            "newsletter: z.",
            "/fields/4/defaultValue",
        ),
    ],
)
def test_lines_and_the_parts_they_come_from(
    made: Path, path: str, text: str, part: str
) -> None:
    assert part in parts(why(made, path, text))


def test_text_of_the_template_is_found_letter_for_letter(made: Path) -> None:
    """Lines that a template has as they are, and that stand only once in it."""
    checked = 0
    [task] = tasks(find_workspace(made))
    found = rehearse(find_workspace(made), task)
    for file in found.made.values():
        template = found.template_of(file)
        assert template is not None
        source = template.text.split("\n")
        for line, number in zip(file.text.split("\n"), template.lines, strict=True):
            if len(line.strip()) > 6 and source.count(line) == 1:
                assert source[number - 1] == line, (file.path, line)
                checked += 1
            elif len(line.strip()) > 6:
                assert "{{" in source[number - 1] or source[number - 1] == line
    assert checked > 50


def test_each_part_that_is_named_changes_the_line(shop: Path) -> None:
    """What is said is tried: the specification is edited, and the diagram run."""
    path = "backend/generated/item.py"
    text = "price_cents: "
    number = line_of(shop, path, text)
    before = (shop / path).read_text().split("\n")
    spec = shop / TYPES / "item.json"
    kept = spec.read_text()
    found = why(shop, path, text)
    assert parts(found)[:1] == ["/fields/2/name"]
    for old, new in (("price_cents", "price_cent1"), ('"min": 0', '"min": 1')):
        spec.write_text(kept.replace(old, new))
        assert dipeo(shop, "run", "generate", "--quiet").code == 0
        assert (shop / path).read_text().split("\n")[number - 1] != before[number - 1]


def test_a_shared_file_names_the_data_that_it_was_given(made: Path) -> None:
    found = why(made, "backend/generated/__init__.py", "import Customer")
    assert found["node"] == "Generate Shared Files[0] / Write File"
    assert template_text(made, found) == "{{ line }}"
    assert found["data"][0]["place"] == "paths#/customer/pydantic_model"


def test_a_whole_file(made: Path) -> None:
    done = dipeo(made, "why", "backend/generated/item.py")
    assert [line.split()[0] for line in done.out.splitlines()] == [
        "backend/generated/item.py",
        "diagram",
        "run",
        "node",
        "generator",
        "template",
    ]


def test_a_path_from_the_working_folder(made: Path) -> None:
    done = dipeo(made / "backend", "why", "generated/item.py")
    assert done.out.splitlines()[0] == "backend/generated/item.py"


def test_a_file_that_a_run_would_make_otherwise_now(shop: Path) -> None:
    path = "backend/generated/item.py"
    (shop / path).write_text("# mine\n" + (shop / path).read_text())
    done = dipeo(shop, "why", f"{path}:1")
    assert done.code == 0
    assert done.err == (
        f"{path}: the file is not what a run would make now, which is what this tells of\n"
    )


def test_the_run_is_the_one_that_wrote_the_file(shop: Path) -> None:
    spec = shop / TYPES / "item.json"
    spec.write_text(spec.read_text().replace("can be ordered", "is sold"))
    assert dipeo(shop, "run", "generate").code == 0
    assert dipeo(shop, "run", "generate").code == 0
    for path, run in (("item.py", 2), ("order.py", 1)):
        out = dipeo(shop, "why", f"backend/generated/{path}").out
        assert f"\nrun        {run}, " in out


def test_asking_leaves_nothing_behind(shop: Path) -> None:
    before = tree(shop), dipeo(shop, "runs").out
    dipeo(shop, "why", "backend/generated/item.py:30")
    dipeo(shop, "impact", f"{TYPES}/item.json")
    assert (tree(shop), dipeo(shop, "runs").out) == before


@pytest.mark.parametrize(
    ("place", "message"),
    [
        (
            "backend/generated/itm.py",
            "no run has made 'backend/generated/itm.py', did you mean 'backend/generated/item.py'?",
        ),
        (
            "backend/generated/__init__.py:99",
            "'backend/generated/__init__.py' has 13 lines, so there is no line 99",
        ),
        ("../elsewhere", "'../elsewhere' lies outside the workspace"),
    ],
)
def test_what_cannot_be_asked(made: Path, place: str, message: str) -> None:
    done = dipeo(made, "why", place)
    assert (done.code, done.out, done.err) == (2, "", f"error: {message}\n")


def test_before_the_first_run(tmp_path: Path) -> None:
    put(tmp_path, {"a.json": "{}"})
    for command in (("why", "x"), ("impact", "a.json")):
        assert dipeo(tmp_path, *command).err == (
            "error: no run has made anything here yet: run a diagram first\n"
        )


def test_a_file_that_no_function_made(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "d": """
            nodes:
              - {label: Text, type: template_job, template: "one\\ntwo {{ 1 + 1 }}\\n"}
              - {label: Write, type: db, operation: write, source_details: o.txt}
            connections: [{source: Text, target: Write}]
            """
        },
    )
    assert dipeo(tmp_path, "run", "d").code == 0
    found = why(tmp_path, "o.txt", "two")
    assert (found["generator"], found["node"]) == (None, "Write")
    assert (found["template"], found["template_line"]) == ("a template of its own", 2)


# Impact ----------------------------------------------------------------------------------------------


def impact(root: Path, target: str) -> list[str]:
    done = dipeo(root, "impact", target)
    assert (done.code, done.err) == (0, "")
    *lines, last = done.out.splitlines()
    count = len([line for line in lines if re.match(r"[^:]+:\d+:", line)])
    assert last.startswith(f"{count} line")
    return lines


def test_the_lines_of_a_field(made: Path) -> None:
    lines = impact(made, f"{TYPES}/item.json#/fields/2/validation/min")
    assert [line.partition(": ")[2].strip() for line in lines] == [
        "price_cents: Integer = Field(ge=0)",
        "/** An integer of at least 0. */",
        "price_cents: z.int().min(0),",
    ]


def test_a_line_of_a_specification_is_what_begins_there(made: Path) -> None:
    item = f"{TYPES}/item.json"
    for content, pointer in (
        ('"min": 0', "#/fields/2/validation"),
        ('"kind": "type"', "#/kind"),
        ('"name": "tags"', "#/fields/3/name"),
    ):
        told = impact(made, f"{item}:{line_of(made, item, content)}")
        assert told == impact(made, f"{item}{pointer}")


def test_what_impact_tells_is_what_a_change_does(shop: Path) -> None:
    told = impact(shop, f"{TYPES}/item.json#/description")
    before = tree(shop)
    spec = shop / TYPES / "item.json"
    spec.write_text(spec.read_text().replace("Something", "Anything!"))
    assert dipeo(shop, "run", "generate").code == 0
    really = {
        f"{path}:{number}: {before[path].splitlines()[number - 1]}"
        for path, text in tree(shop).items()
        if path.startswith(("backend", "frontend"))
        for number in differing(before[path], text)
    }
    assert set(told) == really != set()


def test_files_that_would_not_be_made(shop: Path) -> None:
    put(shop, {f"{TYPES}/note.json": '{"type": "note", "kind": "type", "fields": []}'})
    assert dipeo(shop, "run", "generate").code == 0
    diagram = shop / "files/diagrams/generate.light.yaml"
    text = diagram.read_text()
    text = text.replace("files/codegen/specifications/*/*.json", "files/list.json")
    text = text.replace("operation: list", "operation: read")
    diagram.write_text(text)
    paths = [f"{TYPES}/{name}.json" for name in ("customer", "item", "note", "order")]
    (shop / "files/list.json").write_text(json.dumps(paths))
    lines = impact(shop, "files/list.json#/2")
    assert "backend/generated/note.py: would not be made" in lines
    assert any(line.endswith("from .note import Note") for line in lines)


def test_a_part_that_cannot_be_otherwise(made: Path) -> None:
    done = dipeo(made, "impact", f"{TYPES}/customer.json#/type")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: nothing else is valid there: ")


def test_the_lines_of_a_template_and_of_one_line_of_it(made: Path) -> None:
    number = line_of(made, MODEL, 'extra="forbid"')
    lines = impact(made, f"{MODEL}:{number}")
    assert [line.split(":")[0] for line in lines] == [
        f"backend/generated/{name}.py" for name in ("customer", "item", "order")
    ]
    assert {line.partition(": ")[2].strip() for line in lines} == {'extra="forbid",'}
    whole = impact(made, MODEL)
    text = "".join(
        (made / f"backend/generated/{n}.py").read_text()
        for n in ("customer", "item", "order")
    )
    assert len(whole) == text.count("\n")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("files/x.json", "there is no file 'files/x.json'"),
        (
            f"{TYPES}/item.json#/fields/9",
            f"{TYPES}/item.json has no part #/fields/9: '9' is not there",
        ),
        (f"{MODEL}#/a", f"{MODEL!r} is no JSON: name a line, like {MODEL}:1"),
        (f"{MODEL}:9999", f"{MODEL!r} has 203 lines, so there is no line 9999"),
        ("dipeo.toml", "no run that has made something reads 'dipeo.toml'"),
        (
            "backend/generated/item.py",
            "'backend/generated/item.py' is generated: `dipeo why"
            " backend/generated/item.py` says of what",
        ),
        (
            CODE,
            f"{CODE!r} is code, and what other code would do nobody knows before it is"
            " written: change it, then look with `dipeo run NAME --diff`",
        ),
        (
            f"{TYPES}/item.json:33",
            f"{TYPES}/item.json:33: no part of the data begins on this line",
        ),
    ],
)
def test_targets_that_are_not_there(made: Path, target: str, message: str) -> None:
    done = dipeo(made, "impact", target)
    assert (done.code, done.out, done.err) == (2, "", f"error: {message}\n")


def test_this_project_s_own_files(tmp_path: Path) -> None:
    """Its registry is made of what other generators have told of their files."""
    shutil.copytree(ROOT / "files", tmp_path / "files")
    assert dipeo(tmp_path, "run", "codegen/master/generate_all", "--quiet").code == 0
    registry = "apps/web/src/features/diagram-editor/config/nodeRegistry.ts"
    nodes = "files/codegen/specifications/nodes"
    lines = impact(tmp_path, f"{nodes}/hook.json#/execution/timeout")
    assert [line.split(":")[0] for line in lines] == [
        registry,
        "dipeo/core/static/generated/hook_node.py",
    ]
    found = why(tmp_path, registry, 'handler: "HookNodeHandler"')
    assert found["node"] == "Write Node Registry"
    assert any("summary/handler" in entry["place"] for entry in found["data"])


# Perturbing ------------------------------------------------------------------------------------------


def test_leaves() -> None:
    data = {"a": [1, {"b": []}], "c": {}}
    assert list(leaves(data)) == [("a", 0), ("a", 1, "b"), ("c",)]


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("a\nb\nc", "a\nb\nc", set()),
        ("a\nb\nc", "a\nx\nc", {2}),
        ("a\nb\nc", "a\nc", {2}),
        ("a\nb", "a\nx\nb", set()),
        ("a\nb\nc\nd", "x\nb\nc\ny", {1, 4}),
    ],
)
def test_differing(before: str, after: str, lines: set[int]) -> None:
    assert differing(before, after) == lines
