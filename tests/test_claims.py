"""Claims: which run made which file."""

from __future__ import annotations

import json

import pytest

from dipeo.core.claims import FOLDER, Claims
from dipeo.core.digests import digest_of
from dipeo.core.store import MemoryStore
from dipeo.errors import CommitError

ONE, TWO = "d {}", 'd {"x":1}'


def hold(store: MemoryStore, claim: str, made: dict[str, str]) -> None:
    store.apply(Claims(store).changes(claim, made))


def test_a_claim_is_a_document_that_says_what_it_is() -> None:
    store = MemoryStore()
    hold(store, TWO, {"b": "2", "a": "1"})
    ((path, content),) = store.documents.items()
    assert path == f"{FOLDER}/{digest_of(TWO.encode())}.json"
    assert json.loads(content) == {
        "version": 1,
        "claim": TWO,
        "files": {"b": "2", "a": "1"},
    }


def test_what_a_claim_made_last_time() -> None:
    store = MemoryStore()
    assert Claims(store).made(ONE) == {}
    hold(store, ONE, {"a": "1"})
    hold(store, TWO, {"b": "2"})
    assert Claims(store).made(ONE) == {"a": "1"}
    hold(store, ONE, {"c": "3"})
    assert Claims(store).made(ONE) == {"c": "3"}


def test_a_claim_that_holds_is_not_written_again() -> None:
    store = MemoryStore()
    hold(store, ONE, {"a": "1"})
    assert Claims(store).changes(ONE, {"a": "1"}) == {}
    assert Claims(MemoryStore()).changes(ONE, {}) == {}


def test_what_is_stale() -> None:
    store = MemoryStore()
    hold(store, ONE, {"a": "1", "b": "2", "c": "3"})
    hold(store, TWO, {"c": "3"})
    claims = Claims(store)
    assert claims.stale(ONE, ["a"]) == {"b": "2"}
    assert claims.stale(ONE, ["a", "b"]) == {}
    assert claims.stale(TWO, []) == {}
    assert claims.stale("another {}", []) == {}


def test_what_was_recorded_last_for_a_path_is_the_claims_own_first() -> None:
    store = MemoryStore()
    hold(store, ONE, {"a": "1"})
    hold(store, TWO, {"a": "2", "b": "3"})
    claims = Claims(store)
    paths = ["a", "b", "c"]
    assert [claims.recorded(ONE, path) for path in paths] == ["1", "3", None]
    assert [claims.recorded(TWO, path) for path in paths] == ["2", "3", None]


def test_edited_is_what_no_claim_made() -> None:
    store = MemoryStore()
    hold(store, ONE, {"a": "1"})
    hold(store, TWO, {"a": "2"})
    claims = Claims(store)
    asked = [(claim, d) for claim in (ONE, TWO, "new {}") for d in ("1", "2", "3")]
    edited = [(claim, d) for claim, d in asked if claims.is_edited(claim, "a", d)]
    assert edited == [(ONE, "3"), (TWO, "3"), ("new {}", "3")]
    assert not claims.is_edited(ONE, "never made", "1")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b'{"version": 1}',
        b'{"version": 1, "files": []}',
        b'{"version": 1, "files": "a"}',
        b"[" * 100_000,
    ],
)
def test_a_claim_that_cannot_be_read_is_for_a_person_to_delete(content: bytes) -> None:
    store = MemoryStore()
    hold(store, ONE, {"a": "1", "b": "2"})
    hold(store, TWO, {"b": "2"})
    path = next(iter(store.documents))
    store.documents[path] = content
    claims = Claims(store)
    for ask in (
        lambda: claims.made(ONE),
        lambda: claims.stale(TWO, []),
        lambda: claims.recorded(TWO, "a"),
        lambda: claims.changes(ONE, {}),
    ):
        with pytest.raises(CommitError) as error:
            ask()
        assert str(error.value) == (
            f"{path} is damaged, which says what earlier runs made: delete it to go on"
            " without, and edits of those files are overwritten, those no longer made"
            " stay"
        )


def test_a_claim_of_a_newer_version() -> None:
    store = MemoryStore()
    hold(store, ONE, {"a": "1"})
    (path,) = store.documents
    store.documents[path] = b'{"version": 2, "files": {}}'
    with pytest.raises(CommitError, match="was written by a newer version of DiPeO"):
        Claims(store).made(ONE)
