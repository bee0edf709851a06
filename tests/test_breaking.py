"""`dipeo breaking`: each rule, the place of each change, what is allowed, and what it is compared with."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import kit
from tests.workspace import dipeo

breaking = kit.load("validators.breaking_changes")
rules = kit.load("validators.breaking_rules")

SPECS = "files/codegen/specifications/types"


def spec(*fields: Any, type_: str = "t", **more: Any) -> dict[str, Any]:
    """A specification; a field is its type, as an object or a name, and is called `a`, `b`, …"""
    named = [
        {"name": "abcdef"[i], **({"type": f} if isinstance(f, str) else f)}
        for i, f in enumerate(fields)
    ]
    return {"type": type_, "kind": "type", "fields": named, **more}


def found(before: Any, after: Any) -> list[str]:
    """The changes as `RULE subject path`, of one field or of several specifications."""
    sides = [
        side if isinstance(side, list) else [spec(side)] for side in (before, after)
    ]
    return [
        " ".join([c["rule"], c["subject"], "/".join(map(str, c["path"]))])
        for c in breaking.breaking_changes(*sides)
    ]


def of(type_: str, **validation: Any) -> dict[str, Any]:
    return {"type": type_, "validation": validation}


def union(*variants: Any, **more: Any) -> dict[str, Any]:
    return {"type": "union", "variants": list(variants), **more}


def thing(*fields: Any) -> dict[str, Any]:
    return {"type": "object", "nestedFields": spec(*fields)["fields"]}


def const(value: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "const": value, "required": True, **more}


AB, A = {"type": "enum", "values": ["a", "b"]}, {"type": "enum", "values": ["a"]}
REQUIRED = {"type": "string", "required": True}
MAP = {"type": "object", "values": "integer"}

CHANGES: list[tuple[str, Any, Any, list[str]]] = [
    # fields
    ("gone", [spec("string", "integer")], [spec("string")], ["FIELD_REMOVED t.b fields"]),
    ("new", [spec("string")], [spec("string", "string")], []),
    ("new and required", [spec("string")], [spec("string", REQUIRED)],
     ["FIELD_REQUIRED_ADDED t.b fields/1"]),
    ("required now", "string", REQUIRED, ["FIELD_REQUIRED t.a fields/0/required"]),
    ("optional now", REQUIRED, "string", ["FIELD_OPTIONAL t.a fields/0/required"]),
    ("optional with a default", REQUIRED, {"type": "string", "defaultValue": ""}, []),
    ("moved", [spec("string", "integer")],
     [{**spec(), "fields": spec("string", "integer")["fields"][::-1]}], []),
    ("described", "string", {"type": "string", "description": "x", "deprecated": True}, []),
    ("shown otherwise", "string", {"type": "code", "uiConfig": {"rows": 3}}, []),
    # null
    ("null no more", {"type": "string", "nullable": True}, "string",
     ["NULLABLE_REMOVED t.a fields/0/nullable"]),
    ("null now", "string", {"type": "string", "nullable": True},
     ["NULLABLE_ADDED t.a fields/0/nullable"]),
    ("null of a union's variant", union({"type": "string", "nullable": True}, "integer"),
     union("string", {"type": "integer", "nullable": True}), []),
    # defaults
    ("another default", {"type": "integer", "defaultValue": 1},
     {"type": "integer", "defaultValue": 2}, ["DEFAULT_CHANGED t.a fields/0/defaultValue"]),
    ("the same default", {"type": "integer", "defaultValue": 1},
     {"type": "integer", "defaultValue": 1.0}, []),
    ("no default", {"type": "integer", "defaultValue": 1}, "integer",
     ["DEFAULT_REMOVED t.a fields/0/defaultValue"]),
    ("a default", "integer", {"type": "integer", "defaultValue": 1}, []),
    ("a required field's default", {**REQUIRED, "defaultValue": "a"}, REQUIRED, []),
    # types
    ("narrower number", "number", "integer", ["TYPE_NARROWED t.a fields/0/type"]),
    ("wider number", "integer", "number", ["TYPE_WIDENED t.a fields/0/type"]),
    ("another type", "string", "integer", ["TYPE_CHANGED t.a fields/0/type"]),
    ("any now", "string", "any", ["TYPE_WIDENED t.a fields/0/type"]),
    ("any no more", "any", "string", ["TYPE_NARROWED t.a fields/0/type"]),
    ("text to enum", "string", A, ["TYPE_NARROWED t.a fields/0/type"]),
    ("enum to text", A, "string", ["TYPE_WIDENED t.a fields/0/type"]),
    ("enum to a text too short", AB, of("string", minLength=2),
     ["TYPE_CHANGED t.a fields/0/type"]),
    ("date to text", "date", "string", ["TYPE_WIDENED t.a fields/0/type"]),
    ("text to date", "string", "date", ["TYPE_NARROWED t.a fields/0/type"]),
    ("object to map", thing("integer"), MAP, ["TYPE_WIDENED t.a fields/0/type"]),
    ("object to a map of others", thing("string"), MAP, ["TYPE_CHANGED t.a fields/0/type"]),
    ("map to object", MAP, thing("integer"), ["TYPE_NARROWED t.a fields/0/type"]),
    ("flag to a constant", "boolean", {"type": "boolean", "const": True},
     ["TYPE_NARROWED t.a fields/0/type"]),
    # enums and constants
    ("value gone", AB, A, ["ENUM_VALUE_REMOVED t.a fields/0/values"]),
    ("value new", A, AB, []),
    ("values in another order", AB, {**AB, "values": ["b", "a"]}, []),
    ("another constant", const("a"), const("b"), ["CONST_CHANGED t.a fields/0/const"]),
    ("constant to enum", {"type": "string", "const": "a"}, A, []),
    ("enum to its constant", A, {"type": "string", "const": "a"}, []),
    # bounds
    *((f"{key} {was} to {now}", of(kind, **({} if was is None else {key: was})),
       of(kind, **({} if now is None else {key: now})),
       [f"BOUND_TIGHTENED t.a fields/0/validation/{key}"] if tight else [])
      for kind, key, was, now, tight in [
        ("integer", "min", 1, 2, True), ("integer", "min", 2, 1, False),
        ("number", "max", 2, 1.5, True), ("number", "max", 1, 2, False),
        ("number", "min", None, 0, True), ("number", "min", 0, None, False),
        ("integer", "min", None, -(2**53) + 1, False),
        ("number", "exclusiveMin", 0, 1, True), ("number", "multipleOf", 4, 2, False),
        ("number", "multipleOf", 2, 4, True), ("number", "multipleOf", None, 1, True),
        ("integer", "multipleOf", None, 1, False), ("integer", "multipleOf", 2, 3, True),
        ("string", "minLength", 0, 1, True), ("string", "minLength", None, 0, False),
        ("string", "maxLength", None, 9, True), ("string", "maxLength", 9, None, False),
        ("array", "minItems", 1, 2, True), ("array", "maxItems", 2, 1, True),
      ]),
    ("exclusive to inclusive, of integers", of("integer", exclusiveMin=0),
     of("integer", min=1), []),
    ("inclusive to exclusive", of("number", min=0), of("number", exclusiveMin=0),
     ["BOUND_TIGHTENED t.a fields/0/validation/exclusiveMin"]),
    ("unique now", of("array", itemType="string"),
     of("array", itemType="string", uniqueItems=True),
     ["BOUND_TIGHTENED t.a fields/0/validation/uniqueItems"]),
    ("a pattern", "string", of("string", pattern="^a"),
     ["PATTERN_CHANGED t.a fields/0/validation/pattern"]),
    ("no pattern", of("string", pattern="^a"), "string", []),
    # inside
    ("an item", of("array", itemType="number"), of("array", itemType="integer"),
     ["TYPE_NARROWED t.a[] fields/0/items/type"]),
    ("a map's value", MAP, {**MAP, "values": "string"},
     ["TYPE_CHANGED t.a{} fields/0/values/type"]),
    ("a field of an object", thing("string", "integer"), thing("string"),
     ["FIELD_REMOVED t.a.b fields/0/nestedFields"]),
    # unions
    ("a variant gone", union("string", "integer"), union("string"),
     ["VARIANT_REMOVED t.a fields/0/variants"]),
    ("a variant new", union("string"), union("string", "integer"),
     ["TYPE_WIDENED t.a fields/0/variants/1"]),
    ("variants in another order", union("string", "integer"), union("integer", "string"), []),
    ("a type to a union with it", "string", union("integer", "string"),
     ["TYPE_WIDENED t.a fields/0/variants/0"]),
    ("a variant wider", union("integer", "string"), union("number", "string"),
     ["TYPE_WIDENED t.a fields/0/variants/0"]),
    ("a variant that has changed", union("integer", of("string", maxLength=5)),
     union("integer", of("string", maxLength=4)),
     ["BOUND_TIGHTENED t.a fields/0/variants/1/validation/maxLength"]),
    ("a variant told by its tag",
     union(thing(const("x"), "string"), thing(const("y"), "string"), discriminator="a"),
     union(thing(const("y"), "string"), thing(const("x"), "integer"), discriminator="a"),
     ["TYPE_CHANGED t.a.b fields/0/variants/1/nestedFields/1/type"]),
    # refs
    ("another ref, the same shape",
     [spec({"type": "ref", "ref": "u"}), spec("string", type_="u"), spec("string", type_="v")],
     [spec({"type": "ref", "ref": "v"}), spec("string", type_="u"), spec("string", type_="v")],
     []),
    ("a ref written out", [spec({"type": "ref", "ref": "u"}), spec("string", type_="u")],
     [spec(thing("string")), spec("string", type_="u")], []),
    ("a ref to what is narrower",
     [spec({"type": "ref", "ref": "u"}), spec("number", type_="u"), spec("integer", type_="v")],
     [spec({"type": "ref", "ref": "v"}), spec("number", type_="u"), spec("integer", type_="v")],
     ["TYPE_NARROWED t.a.a fields/0/nestedFields/0/type"]),
    ("what is referred to changes", [spec({"type": "ref", "ref": "u"}), spec("number", type_="u")],
     [spec({"type": "ref", "ref": "u"}), spec("integer", type_="u")],
     ["TYPE_NARROWED u.a fields/0/type"]),
    # names
    ("renamed", [spec("string", "integer")],
     [{**spec(), "fields": [{"name": "z", "type": "string"}, {"name": "b", "type": "integer"}]}],
     ["FIELD_RENAMED t.a fields/0"]),
    ("one gone, two alike new", [spec("string", "integer")],
     [{**spec(), "fields": [{"name": n, "type": "string"} for n in "cde"][1:]
       + [{"name": "b", "type": "integer"}]}],
     ["FIELD_RENAMED t.a fields/0"]),
    # specifications
    ("a specification gone", [spec(), spec("string", type_="u")], [spec()], ["SPEC_REMOVED u "]),
    ("a specification new", [spec()], [spec(), spec(type_="u")], []),
    ("a specification renamed", [spec("string")], [spec("string", type_="u")],
     ["SPEC_RENAMED t type"]),
    ("another kind", [spec()], [spec(kind="node")], ["SPEC_KIND_CHANGED t kind"]),
    ("a port gone", [spec(kind="node", handles={"outputs": ["x", "y"]})],
     [spec(kind="node", handles={"outputs": ["x"]})], ["PORT_REMOVED t.y handles/outputs"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [change[1:] for change in CHANGES],
    ids=[change[0] for change in CHANGES],
)
def test_changes(before: Any, after: Any, changes: list[str]) -> None:
    assert found(before, after) == changes


def test_every_rule_is_tried() -> None:
    tried = {line.split()[0] for change in CHANGES for line in change[3]}
    assert tried == set(rules.RULES)


# The command -----------------------------------------------------------------------------------------


def git(root: Path, *arguments: str) -> None:
    who = ("-c", "user.name=n", "-c", "user.email=e@example.org")
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)


def put(root: Path, text: str, name: str = "t") -> None:
    (root / SPECS).mkdir(parents=True, exist_ok=True)
    (root / SPECS / f"{name}.json").write_text(text)


BEFORE = """\
{"type": "t", "kind": "type", "fields": [
  {"name": "a", "type": "string"},
  {"name": "b", "type": "integer", "validation": {
    "max": 9
  }}
]}
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A project below the root of a repository, with one commit on `main`."""
    git(tmp_path, "init", "--initial-branch=main")
    root = tmp_path / "sub project"
    put(root, BEFORE)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "first")
    return root


def compared(root: Path, *arguments: str) -> tuple[int, str]:
    done = dipeo(root, "breaking", "--against", "git:main", *arguments)
    assert done.err == ""
    return done.code, done.out


def test_nothing_has_changed(repository: Path) -> None:
    assert compared(repository) == (0, "no breaking changes against git:main\n")


def test_a_change_is_told_with_its_rule_and_its_place(repository: Path) -> None:
    put(repository, BEFORE.replace("9", "8").replace('"a"', '"c"'))
    assert compared(repository) == (
        4,
        f"{SPECS}/t.json:2:3: FIELD_RENAMED t.a: the field 'a' is called 'c'\n"
        f"{SPECS}/t.json:4:12: BOUND_TIGHTENED t.b: max was 9 and is 8\n"
        "2 breaking changes against git:main\n",
    )


def test_what_is_gone_is_told_where_it_was(repository: Path) -> None:
    (repository / SPECS / "t.json").unlink()
    line = f"{SPECS}/t.json:1:1: SPEC_REMOVED t: the specification 't' is gone"
    assert compared(repository)[1].splitlines()[0] == line


def test_changes_as_json(repository: Path) -> None:
    put(repository, BEFORE.replace("9", "8"))
    code, out = compared(repository, "--json")
    assert code == 4
    assert json.loads(out) == {
        "rule": "BOUND_TIGHTENED",
        "breaks": "writers",
        "spec": "t",
        "path": ["fields", 1, "validation", "max"],
        "subject": "t.b",
        "message": "max was 9 and is 8",
        "file": f"{SPECS}/t.json",
        "line": 4,
        "column": 12,
    }


@pytest.mark.parametrize("entry", ["BOUND_TIGHTENED t.b", "BOUND_TIGHTENED t.*"])
def test_an_allowed_change(repository: Path, entry: str) -> None:
    put(repository, BEFORE.replace("9", "8"))
    (repository / "dipeo.toml").write_text(f'[breaking]\nallow = ["{entry}"]\n')
    assert compared(repository) == (
        0,
        "no breaking changes against git:main, 1 allowed\n",
    )


def test_brackets_in_the_allow_list_are_those_of_the_subject(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for root, kind in ((old, "number"), (new, "integer")):
        put(root, json.dumps(spec(of("array", itemType=kind))))
    allow = '[breaking]\nallow = ["TYPE_NARROWED t.a[]"]\n'
    (new / "dipeo.toml").write_text(allow)
    assert dipeo(new, "breaking", "--against", "../old").code == 0


def test_what_is_allowed_without_need_is_said(repository: Path) -> None:
    (repository / "dipeo.toml").write_text('[breaking]\nallow = ["SPEC_REMOVED x"]\n')
    done = dipeo(repository, "breaking", "--against", "git:main")
    assert (done.code, done.err) == (
        0,
        "dipeo.toml: [breaking] allows 'SPEC_REMOVED x', which there is not\n",
    )


def test_another_folder_may_be_what_was_before(tmp_path: Path) -> None:
    put(tmp_path / "old", BEFORE)
    put(tmp_path / "new", BEFORE.replace("9", "10"))
    done = dipeo(tmp_path / "new", "breaking", "--against", "../old")
    assert (done.code, done.out) == (0, "no breaking changes against ../old\n")


def test_a_commit_without_specifications(repository: Path) -> None:
    git(repository, "rm", "-r", "-q", "--cached", ".")
    git(repository, "commit", "-m", "none")
    assert compared(repository)[0] == 0


@pytest.mark.parametrize(
    ("against", "message"),
    [
        (None, "say what it was before: `--against git:main`, or another folder"),
        ("git:mian", "there is no commit 'mian' in this repository"),
        ("git:--all", "there is no commit '--all' in this repository"),
        ("main", "there is no folder 'main'; a commit is named like `git:main`"),
    ],
)
def test_wrong_commands(repository: Path, against: str | None, message: str) -> None:
    asked = [] if against is None else ["--against", against]
    done = dipeo(repository, "breaking", *asked)
    assert (done.code, done.out, done.err) == (2, "", f"error: {message}\n")


def test_a_folder_outside_every_repository(tmp_path: Path) -> None:
    put(tmp_path, BEFORE)
    done = dipeo(tmp_path, "breaking", "--against", "git:main")
    assert done.err == f"error: {str(tmp_path)!r} is in no repository of Git\n"


def test_broken_specifications_are_told_with_their_place(repository: Path) -> None:
    put(repository, BEFORE.replace("integer", "intger"))
    done = dipeo(repository, "breaking", "--against", "git:main")
    assert (done.code, done.err) == (
        2,
        f"error: {SPECS}/t.json:3:25: 'intger' is not a field type, did you mean 'integer'?\n",
    )
    git(repository, "commit", "-am", "broken")
    put(repository, BEFORE)
    done = dipeo(repository, "breaking", "--against", "git:main")
    assert done.err.startswith(f"error: git:main:{SPECS}/t.json:3:25: 'intger' is not")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            "FIELD_REMOVE t.a",
            "[breaking] allow: there is no rule 'FIELD_REMOVE', did you mean 'FIELD_REMOVED'?",
        ),
        (
            "FIELD_REMOVED",
            "[breaking] allow: 'FIELD_REMOVED' does not say of what, like `FIELD_REMOVED order.note`",
        ),
    ],
)
def test_wrong_settings(repository: Path, entry: str, message: str) -> None:
    (repository / "dipeo.toml").write_text(f'[breaking]\nallow = ["{entry}"]\n')
    done = dipeo(repository, "breaking", "--against", "git:main")
    assert (done.code, done.err) == (2, f"error: dipeo.toml: {message}\n")


def test_the_rules_are_listed(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    done = dipeo(tmp_path, "breaking", "--rules")
    assert [line.split()[0] for line in done.out.splitlines()] == list(rules.RULES)
