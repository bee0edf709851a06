"""The example `specs_in_sql`, as its README says, on both databases: from a table to an application that runs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.kit import ROOT
from tests.stores.databases import Database
from tests.workspace import dipeo, tree
from tools.example import EXAMPLE, GENERATED, copy_to

README = (EXAMPLE / "README.md").read_text("utf-8")
OF_ALL = ["api/generated/records.py", "web/src/generated/index.ts"]


def files_of(name: str) -> list[str]:
    parts = ("Config", "Fields", "Model")
    return [
        f"api/generated/{name}_model.py",
        *(f"web/src/generated/{name}{part}.ts" for part in parts),
    ]


NAMES = ("customer", "order")
FILES = sorted([*(path for name in NAMES for path in files_of(name)), *OF_ALL])


@pytest.fixture
def shop(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The example in a workspace with a kit, its database migrated."""
    root = database.root
    copy_to(root)
    (root / "dipeo.toml").write_text(database.settings)
    monkeypatch.setenv("SHOP_DATABASE", database.url)
    assert python(root, "api.migrate") == (
        "applied 1_node_types\napplied 2_first_types\n"
    )
    return database


def python(root: Path, module: str) -> str:
    command = [sys.executable, "-W", "error", "-m", module]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def made(root: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for folder in GENERATED:
        found |= tree(root, folder)
    return {path: text for path, text in found.items() if not path.endswith(".pyc")}


def generate(shop: Database) -> dict[str, Any]:
    done = dipeo(shop.root, "run", "from_sql/generate", "--json", "--jobs", "1")
    assert (done.code, done.err) == (0, "")
    return done.events[-1]


def add_phone(shop: Database) -> None:
    """What README says for the database: a customer gets a field."""
    blocks = re.findall(r"```sql\n(UPDATE .*?);\n```", README, re.DOTALL)
    (statement,) = (b for b in blocks if ("jsonb" in b) == (shop.kind != "sqlite"))
    shop.run(statement)


@contextmanager
def served(root: Path) -> Iterator[httpx.Client]:
    """The application, as README starts it."""
    command = [sys.executable, "-m", "uvicorn", "api.main:shop", "--factory"]
    with subprocess.Popen(
        [*command, "--port", "0"], cwd=root, stderr=subprocess.PIPE, text=True
    ) as process:
        said = ""
        for line in process.stderr or ():
            said += line
            if found := re.search(r"running on (http://\S+)", line):
                break
        else:
            pytest.fail(f"the server ended: {said}")
        try:
            with httpx.Client(base_url=found[1]) as client:
                yield client
        finally:
            process.terminate()


def test_an_application_comes_from_the_table(shop: Database) -> None:
    assert generate(shop)["written"] == FILES
    assert made(shop.root) == made(EXAMPLE)  # else: make example
    assert sorted(made(shop.root)) == FILES
    notes = shop.rows("SELECT path, name FROM generated ORDER BY path")
    assert notes == sorted((path, n) for n in NAMES for path in files_of(n))
    assert python(shop.root, "api.migrate") == ""  # there is nothing to do


def test_only_what_changed_is_made_anew(shop: Database) -> None:
    generate(shop)
    shop.rows(
        "UPDATE node_types SET spec = ?, updated_at = '2030-01-01' WHERE name = 'order'",
        (changed_order(shop),),
    )
    assert generate(shop)["written"] == files_of("order")
    shop.run("DELETE FROM node_types WHERE name = 'customer'")
    done = generate(shop)
    assert (done["written"], done["removed"]) == (OF_ALL, files_of("customer"))


def changed_order(shop: Database) -> str:
    ((spec,),) = shop.rows("SELECT spec FROM node_types WHERE name = 'order'")
    spec = json.loads(spec) if isinstance(spec, str) else spec
    spec["fields"].append({"name": "paid_at", "type": "date"})
    return json.dumps(spec | {"color": "#000000"})


@pytest.mark.parametrize(
    ("statement", "code", "message"),
    [
        ("UPDATE node_types SET spec = '{}', updated_at = '2030-01-01'", 2, "'type'"),
        ("DELETE FROM node_types", 1, "the table node_types has no rows"),
    ],
)
def test_a_table_that_is_wrong_changes_nothing(
    shop: Database, statement: str, code: int, message: str
) -> None:
    generate(shop)
    before = made(shop.root)
    shop.run(statement)
    done = dipeo(shop.root, "run", "from_sql/generate", "--jobs", "1")
    assert done.code == code
    assert message in done.err
    assert made(shop.root) == before
    assert shop.rows("SELECT count(*) FROM generated") == [(8,)]


def test_a_new_field_reaches_the_page_and_the_api(shop: Database) -> None:
    ada = {"type": "customer", "name": "Ada"}
    reached = {**ada, "kind": "private", "phone": "+44 20 7946 0000"}
    (shop.root / "node_modules").symlink_to(ROOT / "node_modules")
    generate(shop)
    with served(shop.root) as api:
        first = api.post("/api/records", json=ada)
        assert (first.status_code, first.json()["data"]) == (
            201,
            {**ada, "kind": "private"},
        )
        refused = api.post("/api/records", json=reached)
        assert refused.status_code == 422
        assert [e["loc"] for e in refused.json()["detail"]] == [
            ["body", "customer", "phone"]
        ]
        assert api.get("/").status_code == 404  # the page is not built yet
    add_phone(shop)
    assert generate(shop)["written"] == [
        "api/generated/customer_model.py",
        "web/src/generated/customerConfig.ts",
        "web/src/generated/customerFields.ts",
        "web/src/generated/customerModel.ts",
    ]
    built = subprocess.run(
        ["npm", "run", "--silent", "build"],
        cwd=shop.root / "web",
        capture_output=True,
        text=True,
    )
    assert (built.returncode, built.stdout, built.stderr) == (0, "", "")
    with served(shop.root) as api:
        second = api.post("/api/records", json=reached)
        assert second.status_code == 201
        assert api.get("/api/records").json() == [second.json(), first.json()]
        page = api.get("/").text
        (script,) = re.findall(r'src="(/assets/\S+\.js)"', page)
        assert "Phone" in api.get(script).text
    assert shop.rows("SELECT count(*) FROM records") == [(2,)]
