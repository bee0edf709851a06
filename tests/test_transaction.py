"""Transactions: what a run reads and writes, in which order it may, and what is committed."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from dipeo.core.claims import Claims
from dipeo.core.edits import Edits
from dipeo.core.store import MemoryStore
from dipeo.core.transaction import Pending, Transaction
from dipeo.errors import DipeoError, MissingDocument, NodeError, PathError


@dataclass(frozen=True, slots=True)
class Node:
    """A running node, and the names of those that come after it."""

    name: str
    before: str = ""

    def __str__(self) -> str:
        return self.name

    def comes_before(self, other: object) -> bool:
        return str(other) in self.before.split()


A, B, C = Node("A", "B C"), Node("B", "C"), Node("C")
ALONE = Node("Alone")


def started(**documents: str) -> tuple[MemoryStore, Transaction]:
    store = MemoryStore({path: text.encode() for path, text in documents.items()})
    return store, Transaction(store)


def pending(
    store: MemoryStore,
    transaction: Transaction,
    claim: str = "d {}",
    edits: Edits = Edits.STOP,
) -> Pending:
    return transaction.pending(claim, Claims(store), edits)


def commit(store: MemoryStore, claim: str = "d {}", **documents: str) -> Pending:
    """A whole run that writes these documents."""
    transaction = Transaction(store)
    for path, text in documents.items():
        transaction.write(path, text.encode(), ALONE)
    found = pending(store, transaction, claim)
    store.apply(found.changes)
    return found


# Reading and writing ---------------------------------------------------------------------------------


def test_nothing_reaches_the_store_before_the_commit() -> None:
    store, transaction = started(old="1")
    transaction.write("new", b"2", A)
    transaction.write("old", b"3", A)
    assert store.documents == {"old": b"1"}
    assert transaction.read("new", B) == b"2"
    assert transaction.read("old", C) == b"3"
    found = pending(store, transaction)
    assert (found.written, found.unchanged, found.removed) == (("new", "old"), (), ())
    store.apply(found.changes)
    assert {p: c for p, c in store.documents.items() if "/" not in p} == {
        "new": b"2",
        "old": b"3",
    }


def test_a_document_that_would_not_change_is_not_touched() -> None:
    store, transaction = started(same="1")
    transaction.write("same", b"1", A)
    assert transaction.read("same", B) == b"1"
    found = pending(store, transaction)
    assert (found.written, found.unchanged) == ((), ("same",))
    assert "same" not in found.changes


def test_a_document_is_the_same_all_through_a_run() -> None:
    store, transaction = started(a="1")
    assert transaction.read("a", A) == b"1"
    store.documents["a"] = b"2"
    assert transaction.read("a", B) == b"1"


def test_what_is_missing() -> None:
    _, transaction = started(abc="1")
    with pytest.raises(MissingDocument) as caught:
        transaction.read("abd", A)
    assert str(caught.value) == "there is no file 'abd', did you mean 'abc'?"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("", "a path is empty"),
        ("/a", "'/a' is not relative to the workspace"),
        (
            "a/../../b",
            "'a/../../b' is no path for a document: '..' would leave the workspace or its"
            " folder",
        ),
        (
            ".dipeo/claims/x.json",
            "'.dipeo/claims/x.json' is no path for a document: diagrams may not touch"
            " '.dipeo'",
        ),
    ],
)
def test_a_path_is_checked_wherever_it_is_used(path: str, message: str) -> None:
    _, transaction = started()
    for use in (
        lambda: transaction.read(path, A),
        lambda: transaction.write(path, b"", A),
        lambda: transaction.find(path),
    ):
        with pytest.raises(PathError) as caught:
            use()
        assert str(caught.value) == message


def test_what_a_pattern_finds() -> None:
    store, transaction = started()
    for path in ("a.json", "n/b.json", "n/m/c.json", "n/d.txt", ".dipeo/claims/x.json"):
        store.documents[path] = b""
    transaction.write("n/new.json", b"", A)
    patterns = ["n/*.json", "**/*.json", "n/**", "n/?.txt", "**", ".*/**", "x/*"]
    assert {pattern: transaction.find(pattern) for pattern in patterns} == {
        "n/*.json": ["n/b.json"],
        "**/*.json": ["a.json", "n/b.json", "n/m/c.json"],
        "n/**": ["n/b.json", "n/d.txt", "n/m/c.json"],
        "n/?.txt": ["n/d.txt"],
        "**": ["a.json", "n/b.json", "n/d.txt", "n/m/c.json"],
        ".*/**": [],
        "x/*": [],
    }


# Order -----------------------------------------------------------------------------------------------


def said(caught: pytest.ExceptionInfo[DipeoError]) -> str:
    return str(caught.value)


def test_a_path_has_one_writer() -> None:
    _, transaction = started()
    transaction.write("p", b"1", A)
    with pytest.raises(NodeError) as caught:
        transaction.write("p", b"2", B)
    assert said(caught) == "'p' is written by 'A' too; a path has one writer"


def test_a_later_node_may_take_a_document_further() -> None:
    _, transaction = started()
    transaction.write("p", b"1", A)
    transaction.write("p", transaction.read("p", B) + b"2", B, again=True)
    assert transaction.read("p", C) == b"12"
    with pytest.raises(NodeError) as caught:
        transaction.write("p", b"3", ALONE, again=True)
    assert said(caught) == "'p' is written by 'B' too; a path has one writer"


def test_a_reader_comes_after_the_writer() -> None:
    _, transaction = started(p="old")
    transaction.write("p", b"new", B)
    with pytest.raises(NodeError) as caught:
        transaction.read("p", A)
    order = "and no connection says which comes first"
    assert said(caught) == f"'p' is read by 'A' and written by 'B', {order}"


def test_a_writer_comes_after_those_who_read_the_old_version() -> None:
    _, transaction = started(p="old", q="old")
    assert transaction.read("p", A) == b"old"
    transaction.write("p", b"new", B)  # A comes before B: it read what was to be read
    transaction.read("q", ALONE)
    with pytest.raises(NodeError) as caught:
        transaction.write("q", b"new", B)
    order = "and no connection says which comes first"
    assert said(caught) == f"'q' is read by 'Alone' and written by 'B', {order}"


def test_two_spellings_of_one_path_are_refused() -> None:
    _, transaction = started()
    transaction.write("src/Node.ts", b"", A)
    for path in ("src/node.ts", "SRC/Node.ts", "src/\uff2eode.ts"):
        with pytest.raises(PathError) as caught:
            transaction.write(path, b"", B)
        assert said(caught) == (
            f"{path!r} and 'src/Node.ts' are one file where case does not count"
        )


def test_composed_and_decomposed_names_are_one() -> None:
    _, transaction = started()
    transaction.write("e\u0301.txt", b"1", A)
    assert transaction.read("\u00e9.txt", B) == b"1"


def test_another_transaction_of_the_run_may_not_have_read_what_is_written_here() -> (
    None
):
    _, transaction = started(p="old", q="same")
    transaction.write("p", b"new", A)
    transaction.write("q", b"same", A)
    assert transaction.clashes([("p", B)], [])
    assert not transaction.clashes([("q", B)], [])


# Claims and removal ----------------------------------------------------------------------------------


def test_what_a_run_no_longer_makes_is_removed() -> None:
    store, _ = started()
    commit(store, a="1", b="2", c="3")
    found = commit(store, a="1")
    assert (found.written, found.unchanged, found.removed) == ((), ("a",), ("b", "c"))
    assert store.documents.keys() == {"a", *store.find(".dipeo/claims/*")}


def test_what_a_person_has_changed_is_not_removed() -> None:
    store, _ = started()
    commit(store, a="1", b="2")
    store.documents["b"] = b"edited"
    assert commit(store, a="1").removed == ()
    assert store.documents["b"] == b"edited"
    assert commit(store, a="1").removed == ()  # nobody answers for it any more


def test_what_another_run_makes_too_is_not_removed() -> None:
    store, _ = started()
    commit(store, "d {}", a="1", shared="2")
    commit(store, 'd {"x":1}', shared="2")
    assert commit(store, "d {}", a="1").removed == ()
    assert commit(store, 'd {"x":1}', b="1").removed == ("shared",)


def test_what_is_already_gone_is_no_matter() -> None:
    store, _ = started()
    commit(store, a="1", b="2")
    del store.documents["b"]
    assert commit(store, a="1").removed == ()


# Edits -----------------------------------------------------------------------------------------------


def rerun(store: MemoryStore, edits: Edits, **documents: str) -> Pending:
    transaction = Transaction(store)
    for path, text in documents.items():
        transaction.write(path, text.encode(), ALONE)
    return pending(store, transaction, edits=edits)


def test_an_edit_that_a_run_would_write_over_is_noticed() -> None:
    store, _ = started()
    commit(store, a="1", b="2")
    store.documents["a"] = b"edited"
    found = rerun(store, Edits.STOP, a="1", b="2")
    assert (found.edited, found.written, found.unchanged) == (("a",), ("a",), ("b",))
    assert rerun(store, Edits.STOP, a="edited", b="2").edited == ()


def test_an_edit_may_be_dropped() -> None:
    store, _ = started()
    commit(store, a="1")
    store.documents["a"] = b"edited"
    store.apply(rerun(store, Edits.OVERWRITE, a="1").changes)
    assert store.documents["a"] == b"1"
    assert rerun(store, Edits.STOP, a="2").edited == ()


def test_an_edit_may_be_kept_this_once() -> None:
    store, _ = started()
    commit(store, a="1")
    store.documents["a"] = b"edited"
    found = rerun(store, Edits.KEEP, a="2")
    assert (found.written, found.unchanged) == ((), ("a",))
    store.apply(found.changes)
    assert store.documents["a"] == b"edited"
    assert rerun(store, Edits.STOP, a="2").edited == ("a",)


def test_a_file_that_was_there_before_any_run_is_no_edit() -> None:
    store, _ = started(a="by hand")
    assert rerun(store, Edits.STOP, a="1").edited == ()


def test_an_edit_of_what_another_run_made_is_one() -> None:
    store, _ = started()
    commit(store, "single {}", a="1")
    store.documents["a"] = b"edited"
    assert rerun(store, Edits.STOP, a="2").edited == ("a",)


# Kept regions ----------------------------------------------------------------------------------------


def region(body: str) -> str:
    return f"head\n# dipeo:keep mine\n{body}# dipeo:end\n"


def test_a_kept_region_survives_and_is_no_edit() -> None:
    store, _ = started()
    commit(store, a=region(""))
    store.documents["a"] = region("x = 1\n").encode()
    found = rerun(store, Edits.STOP, a=region("").replace("head", "new head"))
    assert found.edited == ()
    assert found.changes["a"] == region("x = 1\n").replace("head", "new head").encode()


def test_a_file_with_a_filled_region_is_not_removed() -> None:
    store, _ = started()
    commit(store, a=region(""), b="1")
    store.documents["a"] = region("x = 1\n").encode()
    with pytest.raises(NodeError) as caught:
        commit(store, b="1")
    assert said(caught) == (
        "a: it is no longer generated, but its kept region 'mine' holds something;"
        " move that elsewhere, or delete the file"
    )


def test_a_new_file_with_a_broken_region_is_refused_at_once() -> None:
    _, transaction = started()
    with pytest.raises(NodeError) as caught:
        transaction.write("a", b"# dipeo:keep mine\n", A)
    assert said(caught) == (
        "a: in the new version, line 1: the kept region 'mine' is not closed by"
        " `dipeo:end`"
    )
