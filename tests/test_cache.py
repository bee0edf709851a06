"""`dipeo cache`: what it says, and that pruning drops only what is of least use, never what is half of something."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from dipeo.core.recorder import Recorder
from dipeo.core.records import Records
from dipeo.core.sizes import size_of, size_text
from dipeo.core.usage import usage
from dipeo.core.values import Value
from tests.commands import printed, refused
from tests.incremental import make, outputs, run
from tests.workspace import dipeo

SPEC = "files/specs/b.json"


def edit(root: Path, body: str) -> None:
    (root / SPEC).write_text(json.dumps({"title": "B", "body": body}))


def runs(root: Path) -> list[int]:
    """The runs that are recorded. Those that did something, and no others, have a pack."""
    records = Records(root / ".dipeo")
    found = records.runs()
    assert [
        row.id for row in found if not (row.finished or {}).get("same_as")
    ] == records.packs.runs()
    records.close()
    return [row.id for row in found]


def kept(root: Path) -> int:
    return usage(root / ".dipeo").total


def test_sizes_are_shown_with_the_share_that_was_cached(tmp_path: Path) -> None:
    root = make(tmp_path)
    run(root)
    edit(root, "next")
    run(root)
    run(root)
    out = printed(dipeo(root, "cache"))
    shown = re.sub(r"\d+(\.\d)? k?B", "N", out)
    assert re.sub(r" +", " ", shown) == (
        "records N 3 runs\nvalues N 2 packs\nmemos N 1 memo\ncompiled code N\n"
        "all N of at most 1.0 GB\n\n"
        "run cached of share diagram\n"
        " 3 11 11 100% all\n 2 9 11 82% all\n 1 0 11 0% all\n"
    )


def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    root = make(tmp_path)
    assert "all                  0 B  of at most" in printed(dipeo(root, "cache"))
    assert printed(dipeo(root, "cache", "--prune")) == "nothing is kept\n"
    assert not (root / ".dipeo").exists()


def test_what_the_next_run_needs_is_dropped_last(tmp_path: Path) -> None:
    root = make(tmp_path)
    run(root)
    for body in ("one", "two", "three"):
        edit(root, body)
        run(root)
    assert runs(root) == [4, 3, 2, 1]
    out = printed(dipeo(root, "cache", "--prune", "--limit", str(kept(root) - 1) + "B"))
    assert out.startswith("dropped 1 run and 0 memos, ")
    assert runs(root) == [4, 3, 1]  # the second is the oldest that no memo needs
    assert run(root)[1] == []
    limit = kept(root)
    while len(runs(root)) > 3:  # down to what the memo needs, but for the last no-op
        limit -= 100
        printed(dipeo(root, "cache", "--prune", "--limit", f"{limit} B"))
    edit(root, "four")
    finished, ran = run(root)
    assert (finished["written"], "Each[0]" in ran) == (["out/b.txt"], False)


def test_when_all_goes_the_memo_goes_and_the_work_is_done_again(tmp_path: Path) -> None:
    root = make(tmp_path)
    _, first = run(root)
    made = outputs(root)
    for number in range(20):
        edit(root, str(number) * 400)
        run(root)
    grown = (root / ".dipeo/records.db").stat().st_size
    out = printed(dipeo(root, "cache", "--prune", "--limit", "0"))
    assert out.startswith("dropped 21 runs and 1 memo, ")
    assert runs(root) == []
    assert (root / ".dipeo/records.db").stat().st_size < grown
    (root / SPEC).write_text('{"title": "B", "body": "second"}')
    finished, again = run(root)
    assert (again, outputs(root), finished["written"]) == (first, made, ["out/b.txt"])
    assert runs(root) == [22]


def test_a_database_gives_back_its_pages_again_and_again(tmp_path: Path) -> None:
    root = make(tmp_path)
    sizes = []
    for _ in range(3):
        run(root)
        printed(dipeo(root, "cache", "--prune", "--limit", "0"))
        sizes.append((root / ".dipeo/records.db").stat().st_size)
    assert len(set(sizes)) == 1


def test_a_run_that_goes_on_is_left_alone(tmp_path: Path) -> None:
    root = make(tmp_path)
    run(root)
    records = Records(root / ".dipeo")
    recorder = Recorder(records)
    recorder.begin("all", Value({}))
    out = printed(dipeo(root, "cache", "--prune", "--limit", "0"))
    assert out.startswith("dropped 1 run and 1 memo, ")
    assert [(row.id, row.state) for row in records.runs()] == [(2, "running")]
    recorder.close()
    records.close()
    assert runs(root) == [2]


def test_a_run_keeps_within_the_limit(tmp_path: Path) -> None:
    root = make(tmp_path)
    run(root)
    limit = kept(root) * 2
    (root / "dipeo.toml").write_text(f'[cache]\nlimit = "{limit} B"\n')
    for number in range(30):
        edit(root, str(number) * 100)
        run(root)
        assert kept(root) <= limit
    assert 1 < len(runs(root)) < 30
    assert run(root)[1] == []


def test_a_limit_that_is_too_small_for_one_run_is_said(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "dipeo.toml").write_text('[cache]\nlimit = "1 kB"\n')
    for _ in range(2):
        done = dipeo(root, "run", "all", "--quiet")
        assert (done.code, done.err) == (
            0,
            "all that is kept of this run is more than 900 B: the next one does it all"
            " again; `[cache] limit` in dipeo.toml gives it room\n",
        )


def test_files_of_no_use_go_first(tmp_path: Path) -> None:
    root = make(tmp_path)
    run(root)
    (root / ".dipeo/memos/x.memo").write_bytes(b"of another version")
    (root / ".dipeo/records.unreadable").write_bytes(b"x" * 5000)
    limit = kept(root) - 5001
    out = printed(dipeo(root, "cache", "--prune", "--limit", f"{limit} B"))
    assert out.startswith("dropped 0 runs and 1 memo, ")
    assert run(root)[1] == []


def test_a_pack_that_lost_records_left_is_continued(tmp_path: Path) -> None:
    """Numbers begin anew when the database is lost; what a new run keeps is still found."""
    root = make(tmp_path)
    run(root)
    for path in (root / ".dipeo").glob("records.db*"):
        path.unlink()
    (root / ".dipeo/memos").rename(root / "gone")
    run(root)
    edit(root, "next")
    _, ran = run(root)
    assert "Each[0]" not in ran
    shown = dipeo(root, "show", "1", "Each[0] / Make", "--output")
    assert json.loads(shown.out)["title"] == "A"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--limit", "1 GB"], "--limit is for --prune: without it, nothing is dropped"),
        (
            ["--prune", "--limit", "much"],
            "--limit: 'much' is not a size like '500 MB' or '1.5 GB'",
        ),
    ],
)
def test_wrong_arguments(arguments: list[str], message: str, tmp_path: Path) -> None:
    assert refused(dipeo(make(tmp_path), "cache", *arguments)) == message


def test_a_wrong_limit_in_the_settings(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "dipeo.toml").write_text('[cache]\nlimit = "-1 GB"\n')
    message = (
        "dipeo.toml: [cache] limit: '-1 GB' is not a size like '500 MB' or '1.5 GB'"
    )
    assert refused(dipeo(root, "cache")) == message


@pytest.mark.parametrize(
    ("text", "size", "shown"),
    [
        ("0", 0, "0 B"),
        ("999B", 999, "999 B"),
        ("1.5 kb", 1500, "1.5 kB"),
        (" 500 MB", 500_000_000, "500.0 MB"),
        ("2GiB", 2 * 1024**3, "2.1 GB"),
    ],
)
def test_sizes(text: str, size: int, shown: str) -> None:
    assert (size_of(text), size_text(size)) == (size, shown)


@pytest.mark.parametrize("text", ["", "GB", "1", "1e9 B", "-1 B", "1 XB", "١ GB"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(ValueError, match="is not a size like"):
        size_of(text)
