"""Runs are killed, starved, crowded and interrupted: the short form of `make faults`."""

from __future__ import annotations

import signal

import pytest

from tests.faults import trace
from tests.faults.__main__ import MANY_NEW, MANY_OLD, meddling
from tests.faults.bench import Bench
from tests.faults.crowd import crowd
from tests.faults.damage import cases, damage, workspaces
from tests.faults.errors import ERRORS, fail, fail_for_good, shortened
from tests.faults.kills import (
    kill,
    kill_at_moment,
    kill_in_commit,
    kill_recovery,
    moments,
)
from tests.faults.people import interrupt, meddle, swap
from tests.faults.project import NEW, OLD, RUN, Project, run

traced = pytest.mark.skipif(bool(trace.missing()), reason=trace.missing())


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(Project(tmp_path_factory.mktemp("few") / "project", OLD, NEW))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    root = tmp_path_factory.mktemp("many") / "project"
    return Bench(Project(root, MANY_OLD, MANY_NEW))


@traced
def test_killed_before_each_call_of_a_commit(few: Bench) -> None:
    assert len(few.commit) > 40
    assert few.each(kill, few.commit).wrong == []


@traced
def test_killed_again_before_each_call_of_a_recovery(few: Bench) -> None:
    written = [p for p in few.commit if p.name == "write" and "/out/" in p.what]
    found = few.each(kill_recovery, written[-1:])
    assert found.tried > 20
    assert found.wrong == []


def test_killed_at_any_moment(many: Bench) -> None:
    assert many.each(kill_at_moment, moments(6, 0.8, seed=1)).wrong == []
    assert many.each(kill_in_commit, moments(6, 0.1, seed=1)).wrong == []


@traced
def test_each_call_of_a_commit_fails(few: Bench) -> None:
    failing = [
        (point, f"error={ERRORS[number % len(ERRORS)]}")
        for number, point in enumerate(few.commit)
    ][::2]
    assert few.each(fail, failing).wrong == []
    assert few.each(fail, shortened(few.commit)).wrong == []


@traced
def test_calls_fail_from_then_on(few: Bench) -> None:
    failing = [(p, "EIO") for p in few.commit if p.name != "write"][::6]
    assert few.each(fail_for_good, failing).wrong == []


def test_interrupted_at_any_moment(many: Bench) -> None:
    numbers = [signal.SIGINT, signal.SIGTERM]
    at = [(moment, int(n)) for moment in moments(4, 0.8, seed=1) for n in numbers]
    assert many.each(interrupt, at).wrong == []


@traced
def test_no_file_of_a_person_is_lost(few: Bench) -> None:
    writing = [point for point in few.commit if point.name != "mkdir"]
    assert few.each(meddle, meddling(writing)[::25]).wrong == []


@traced
def test_no_link_leads_a_commit_out_of_the_workspace(few: Bench) -> None:
    writing = [point for point in few.commit if "/out" in point.what]
    assert few.each(swap, [(point, "out") for point in writing[::3]]).wrong == []


def test_a_reader_that_leaves(many: Bench) -> None:
    root = many.project.copy(many.folder("unread"))
    piped = ("sh", "-c", '"$@" | head -1', "sh")
    done = run(root, *RUN, "--debug", before=piped)
    assert (done.code, done.err) == (0, "")
    assert many.project.state(root) == "new"


def test_eight_runs_at_once(few: Bench) -> None:
    assert few.each(crowd, [1]).wrong == []


@traced
def test_damaged_files_in_the_private_folder(few: Bench) -> None:
    broken = list(workspaces(few))[:2]
    assert few.each(damage, list(cases(broken, ("half",)))[::2]).wrong == []
