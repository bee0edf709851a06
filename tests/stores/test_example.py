"""The example `specs_in_sql`, as its README says, on both databases."""

from __future__ import annotations

import json
import runpy
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.kit import ROOT
from tests.stores.databases import Database
from tests.workspace import dipeo

EXAMPLE = ROOT / "examples/specs_in_sql"
FILES = [
    "app/models/customer_model.py",
    "app/models/order_model.py",
    "web/src/types/customer.ts",
    "web/src/types/order.ts",
]


@pytest.fixture
def shop(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The example in a workspace with a kit, its database migrated."""
    root = database.root
    shutil.copytree(ROOT / "files", root / "files", dirs_exist_ok=True)
    shutil.copytree(EXAMPLE, root, dirs_exist_ok=True)
    if database.kind == "postgresql":
        (root / "dipeo.toml").write_text(database.settings)
    monkeypatch.chdir(root)
    for _ in range(2):  # the second time there is nothing to do
        monkeypatch.setattr(sys, "argv", ["migrate.py", database.url])
        runpy.run_path("migrate.py", run_name="__main__")
    return database


def made(root: Path) -> list[str]:
    found = [*(root / "app").rglob("*.py"), *(root / "web").rglob("*.ts")]
    return sorted(path.relative_to(root).as_posix() for path in found)


def generate(shop: Database) -> dict[str, Any]:
    done = dipeo(shop.root, "run", "from_sql/generate", "--json", "--jobs", "1")
    assert (done.code, done.err) == (0, "")
    return done.events[-1]


def test_types_come_from_the_table(shop: Database) -> None:
    assert generate(shop)["written"] == FILES == made(shop.root)
    model = runpy.run_path(str(shop.root / "app/models/order_model.py"))["Order"]
    order = model.model_validate({"number": 1, "lines": ["tea"]})
    assert order.model_dump() == {"number": 1, "state": "open", "lines": ["tea"]}
    assert "z.strictObject" in (shop.root / "web/src/types/order.ts").read_text()
    notes = shop.rows("SELECT path, name FROM generated ORDER BY path")
    assert notes == [(path, Path(path).stem.split("_")[0]) for path in FILES]


def test_only_what_changed_is_made_anew(shop: Database) -> None:
    generate(shop)
    ((spec,),) = shop.rows("SELECT spec FROM node_types WHERE name = 'order'")
    spec = json.loads(spec) if isinstance(spec, str) else spec
    spec["fields"].append({"name": "note", "type": "string"})
    shop.rows(
        "UPDATE node_types SET spec = ?, updated_at = '2030-01-01' WHERE name = 'order'",
        (json.dumps(spec),),
    )
    assert generate(shop)["written"] == [FILES[1], FILES[3]]
    shop.run("DELETE FROM node_types WHERE name = 'customer'")
    assert generate(shop)["removed"] == [FILES[0], FILES[2]]
    assert made(shop.root) == [FILES[1], FILES[3]]


def test_a_row_that_is_wrong_changes_nothing(shop: Database) -> None:
    generate(shop)
    shop.rows("UPDATE node_types SET spec = ?, updated_at = '2030-01-01'", ("{}",))
    done = dipeo(shop.root, "run", "from_sql/generate", "--jobs", "1")
    assert done.code != 0
    assert made(shop.root) == FILES
    assert shop.rows("SELECT count(*) FROM generated") == [(4,)]
