"""What holds for every place that a `db` node reaches: the same cases against each."""

from __future__ import annotations

import pytest

from tests.stores.places import Spot

ECHO = "{label: E, type: code_job, source_details: e.py}"
FAILS = (
    "{label: F, type: code_job, code_type: inline,"
    " code: 'def main(inputs): return 1 / 0'}"
)


def test_read(spot: Spot) -> None:
    spot.write("a", {"é": [1, None, 2.5]})
    done = spot.run([spot.node("read", "a")], [], None)
    assert spot.gives(done.outputs["D"]) == {"é": [1, None, 2.5]}


def test_a_run_with_nothing_to_do_and_one_after_a_change(spot: Spot) -> None:
    spot.write("a", 1)
    spot.write("b", 2)
    nodes = [spot.node("read", "a")]
    spot.run(nodes, [], None)
    spot.write("b", 3)
    again = spot.run(nodes, [], None)
    spot.write("a", 4)
    changed = spot.run(nodes, [], None)
    if spot.kind != "zip":  # the archive is one file
        assert again.events[-1]["same_as"] == 1
    assert changed.events[-1]["same_as"] is None
    assert spot.gives(changed.outputs["D"]) == 4


def test_cache_never_reads_anew(spot: Spot) -> None:
    spot.write("a", 1)
    nodes = [spot.node("read", "a", more=", cache: never")]
    spot.run(nodes, [], None)
    assert spot.run(nodes, [], None).events[-1]["same_as"] is None


def test_list(spot: Spot) -> None:
    spot.write("b", 1)
    spot.write("a", 1)
    done = spot.run([spot.node("list", "*")], [], None)
    if spot.kind == "https":
        assert done.code == 1
        assert "nobody can list the web" in done.err
    else:
        assert done.outputs["D"] == sorted({spot.listed("a"), spot.listed("b")})


def test_only_some_can_be_written_to(spot: Spot) -> None:
    spot.write("a", 1)
    done = spot.run([ECHO, spot.node("write", "a")], ["E.in > D"], spot.arrives("a", 2))
    if spot.kind in ("zip", "git", "https"):
        assert done.code == 2
        assert "can only be read and listed" in done.err
        assert spot.read() == {"a": 1}
    else:
        assert done.code == 0
        assert spot.read() == {"a": 2}


def test_written_again_nothing_changes(changeable: Spot) -> None:
    spot = changeable
    nodes = [ECHO, spot.node("write", "a")]
    ran = [
        spot.run(nodes, ["E.in > D"], spot.arrives("a", [1, {"x": None}])).outputs
        for _ in range(2)
    ]
    assert spot.read() == {"a": [1, {"x": None}]}
    if spot.kind in ("sqlite", "postgresql"):
        assert [run["D"] for run in ran] == [
            {"table": "documents", "changed": 1},
            {"table": "documents", "changed": 0},
        ]


def test_a_run_that_fails_changes_nothing(changeable: Spot) -> None:
    spot = changeable
    spot.write("a", "old")
    nodes = [ECHO, spot.node("write", "a"), FAILS]
    done = spot.run(nodes, ["E.in > D", "D > F"], spot.arrives("a", "new"))
    assert done.code == 1
    assert spot.read() == {"a": "old"}


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_asking_first_changes_nothing(changeable: Spot, option: str) -> None:
    spot = changeable
    spot.write("a", "old")
    nodes = [ECHO, spot.node("write", "a")]
    done = spot.run(nodes, ["E.in > D"], spot.arrives("a", "new"), option)
    assert done.code == (3 if option == "--check" else 0)
    assert spot.read() == {"a": "old"}
    assert "documents" in done.err or "a.json" in done.err


def test_delete(changeable: Spot) -> None:
    spot = changeable
    spot.write("a", 1)
    spot.write("b", 2)
    nodes = [spot.node("delete", "a")]
    for _ in range(2):
        assert spot.run(nodes, [], None).code == 0
        assert spot.read() == {"b": 2}


def test_a_deletion_is_undone_when_the_run_fails(changeable: Spot) -> None:
    spot = changeable
    spot.write("a", 1)
    nodes = [spot.node("delete", "a"), FAILS]
    assert spot.run(nodes, ["D > F"], None).code == 1
    assert spot.read() == {"a": 1}


def test_what_a_run_wrote_it_reads(changeable: Spot) -> None:
    spot = changeable
    spot.write("a", ["old"])
    nodes = [ECHO, spot.node("write", "a", "W"), spot.node("read", "a")]
    done = spot.run(nodes, ["E.in > W", "W > D.after"], spot.arrives("a", ["new"]))
    assert spot.gives(done.outputs["D"]) == ["new"]
