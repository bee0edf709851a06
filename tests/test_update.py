"""`dipeo init --update`: a newer kit and an owner's changes in one, conflicts marked, nothing lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dipeo.kit.base import BASE, pack, unpack
from dipeo.kit.merge import merge
from tests.workspace import Done, dipeo, tree

TEMPLATE = "files/codegen/templates/backend/python_package.j2"
DIAGRAM = "files/diagrams/generate.light.yaml"
NAMES = ("yours", "base", "theirs")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    assert dipeo(tmp_path, "init", "--yes", "--target", "python").code == 0
    return tmp_path


def came_as(root: Path, path: str, text: str | None) -> None:
    """Make it so that an older kit had another text at a path, or nothing, and the project still has that."""
    base = unpack(root)
    if text is None:
        del base[path]
        (root / path).unlink()
    else:
        base[path] = text.encode()
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    (root / BASE).write_bytes(pack(base))


def update(root: Path, *arguments: str) -> Done:
    return dipeo(root, "init", "--update", "--yes", *arguments)


def test_the_kit_of_this_version_needs_nothing(shop: Path) -> None:
    before = tree(shop)
    done = update(shop)
    assert (done.code, done.out) == (
        0,
        "nothing to do: this is the kit of this version\n",
    )
    assert tree(shop) == before


def test_a_file_that_the_owner_has_left_alone_is_replaced(shop: Path) -> None:
    now = (shop / TEMPLATE).read_text()
    came_as(shop, TEMPLATE, now.replace("__all__", "__some__"))
    done = update(shop)
    assert done.out.splitlines()[0] == f"  changed   {TEMPLATE}"
    assert (shop / TEMPLATE).read_text() == now
    assert update(shop).out.startswith("nothing to do")


def test_new_and_removed_files(shop: Path) -> None:
    came_as(shop, TEMPLATE, None)
    came_as(shop, "files/codegen/templates/old.j2", "old")
    done = update(shop)
    assert done.out.splitlines()[:2] == [
        f"  new       {TEMPLATE}",
        "  removed   files/codegen/templates/old.j2",
    ]
    assert (shop / TEMPLATE).exists()
    assert not (shop / "files/codegen/templates/old.j2").exists()


def test_changes_of_both_at_different_places_are_merged(shop: Path) -> None:
    now = (shop / DIAGRAM).read_text()
    came_as(shop, DIAGRAM, now.replace("every specification", "each specification"))
    mine = (shop / DIAGRAM).read_text() + "# mine\n"
    (shop / DIAGRAM).write_text(mine)
    done = update(shop)
    assert (done.code, done.out.splitlines()[0]) == (0, f"  merged    {DIAGRAM}")
    assert (shop / DIAGRAM).read_text() == now + "# mine\n"
    assert dipeo(shop, "run", "generate").code == 0


def test_changes_of_both_at_one_place_are_marked(shop: Path) -> None:
    now = (shop / DIAGRAM).read_text()
    came_as(shop, DIAGRAM, now.replace("every specification", "each specification"))
    old = (shop / DIAGRAM).read_text()
    (shop / DIAGRAM).write_text(old.replace("each specification", "my specification"))
    done = update(shop)
    assert done.code == 1
    assert done.out.splitlines() == [
        f"  conflict  {DIAGRAM}  (1 place that both have changed)",
        "",
        f"resolve what is between <<<<<<< and >>>>>>> in {DIAGRAM}",
    ]
    assert """\
<<<<<<< yours
description: my specification through every generator of the manifest
||||||| the kit of 0.1.0
description: each specification through every generator of the manifest
=======
description: every specification through every generator of the manifest
>>>>>>> the kit of 0.1.0
""" in (shop / DIAGRAM).read_text()


def test_what_the_owner_has_removed_stays_away(shop: Path) -> None:
    order = "files/codegen/specifications/types/order.json"
    came_as(shop, order, "{}")
    (shop / order).unlink()
    done = update(shop)
    assert done.out.splitlines()[0] == (
        f"  kept      {order}  (you have removed it, and the kit has changed it)"
    )
    assert not (shop / order).exists()


def test_what_the_owner_has_changed_is_not_removed(shop: Path) -> None:
    path = "files/codegen/templates/old.j2"
    came_as(shop, path, "old")
    (shop / path).write_text("mine")
    assert "(you have changed it, and the kit has it no more)" in update(shop).out
    assert (shop / path).read_text() == "mine"


def test_what_is_no_text_is_kept(shop: Path) -> None:
    came_as(shop, TEMPLATE, "old")
    (shop / TEMPLATE).write_bytes(b"\xff")
    assert "(it is no text, so yours is kept)" in update(shop).out
    assert (shop / TEMPLATE).read_bytes() == b"\xff"


def test_another_target_comes_with_an_update(shop: Path) -> None:
    assert update(shop, "--target", "typescript=web").code == 0
    manifest = json.loads((shop / "files/codegen/manifest.json").read_text())
    assert list(manifest["generators"]) == [
        "pydantic_model",
        "python_package",
        "typescript_model",
        "typescript_index",
    ]
    assert dipeo(shop, "run", "generate").code == 0
    assert (shop / "web/order.ts").is_file()
    assert update(shop).out.startswith("nothing to do")


def test_an_owner_s_manifest_is_merged_with_another_target(shop: Path) -> None:
    assert dipeo(shop, "new", "generator", "notes", "--target", "md").code == 0
    assert update(shop, "--target", "json-schema").code in (0, 1)
    text = (shop / "files/codegen/manifest.json").read_text()
    assert '"notes"' in text
    assert '"json_schema"' in text


def test_a_dry_run_and_a_no_write_nothing(shop: Path) -> None:
    came_as(shop, TEMPLATE, "old")
    before = tree(shop)
    assert "this was a dry run" in update(shop, "--dry-run").out
    assert "nothing was written" in dipeo(shop, "init", "--update", stdin=b"n\n").out
    assert tree(shop) == before


def test_what_an_update_needs(shop: Path) -> None:
    (shop / BASE).write_bytes(b"PK")
    done = update(shop)
    assert (done.code, done.err) == (
        2,
        f"error: {BASE!r} cannot be read: take it from your history\n",
    )
    (shop / BASE).unlink()
    assert update(shop).err == (
        f"error: there is no {BASE!r}, which `dipeo init` has left to compare with\n"
    )


def test_a_target_that_there_is_not(shop: Path) -> None:
    settings = shop / "dipeo.toml"
    settings.write_text(settings.read_text().replace("python =", "pyhton ="))
    assert update(shop).err == (
        "error: dipeo.toml: [kit.targets]: there is no target 'pyhton', did you mean 'python'?\n"
    )


def test_what_is_kept_to_compare_with_is_the_same_every_time(shop: Path) -> None:
    assert pack(unpack(shop)) == (shop / BASE).read_bytes()


# Merging ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        ("a\nb\nc\n", "a\nb\nc\n", "a\nx\nc\n", "a\nx\nc\n"),
        ("a\nb\nc\n", "x\nb\nc\n", "a\nb\ny\n", "x\nb\ny\n"),
        ("a\nb\nc\n", "a\nc\n", "a\nb\nc\nd\n", "a\nc\nd\n"),
        ("a\n", "a\nb\n", "a\nb\n", "a\nb\n"),
        ("", "", "a\n", "a\n"),
        ("a", "a", "a\n", "a\n"),
    ],
)
def test_merges(base: str, ours: str, theirs: str, merged: str) -> None:
    found = merge(base, ours, theirs, NAMES)
    assert (found.text, found.conflicts) == (merged, 0)


_TEXTS = st.lists(st.sampled_from("abcd"), max_size=8).map(
    lambda letters: "".join(f"{letter}\n" for letter in letters)
)


@given(_TEXTS, _TEXTS, _TEXTS)
def test_nothing_is_lost(base: str, ours: str, theirs: str) -> None:
    found = merge(base, ours, theirs, NAMES)
    other = merge(base, theirs, ours, NAMES)
    assert found.conflicts == other.conflicts
    assert merge(base, ours, base, NAMES).text == ours
    assert merge(base, base, theirs, NAMES).text == theirs
    assert merge(base, ours, ours, NAMES).text == ours
    for side in (ours, theirs):  # a line that a side has added is in the result
        for letter in "abcd":
            line = f"{letter}\n"
            if side.count(line) > base.count(line):
                assert line in found.text
