"""The history that a team shares, in SQLite and in PostgreSQL."""

from __future__ import annotations

import getpass
import itertools
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import servers
from tests.faults import trace
from tests.faults.project import ROOT
from tests.stores.team import DIAGRAM, Team, listed
from tests.workspace import Done, dipeo, put

ME = f"{getpass.getuser()}@{socket.gethostname()}"
traced = pytest.mark.skipif(bool(trace.missing()), reason=trace.missing())


@pytest.fixture(params=["sqlite", "postgresql"])
def team(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Team:
    (tmp_path / "history").mkdir()
    monkeypatch.setenv("TEAM_PASSWORD", servers.PASSWORD)
    address = ""
    if request.param == "postgresql":
        address = request.getfixturevalue("postgresql")
    found = Team(tmp_path, address)
    monkeypatch.setenv("TEAM_URL", found.url)
    if address:
        found.rows("DROP SCHEMA IF EXISTS dipeo CASCADE")
    return found


def shown(root: Path, *what: str) -> str:
    done = dipeo(root, "show", *what)
    assert (done.code, done.err) == (0, "")
    return done.out


def again(root: Path) -> Done:
    """A run of all nodes."""
    return dipeo(root, "run", "d", "--no-cache")


# What all see


def test_two_workspaces_have_one_history(team: Team) -> None:
    anna, ben = team.ran("anna"), team.ran("ben")
    expected = [("2", "ok", ME), ("1", "ok", ME)]
    assert listed(anna) == listed(ben) == expected
    for root in (anna, ben):
        assert json.loads(shown(root, "1", "Each[1]", "--output")) == {
            "item": "two",
            "by": "anna",
        }
        assert json.loads(shown(root, "2", "Each[2]", "--output"))["by"] == "ben"
        assert shown(root, "1", "Each[0]", "--inputs") == '{\n  "in": "one"\n}\n'
        assert f", by {ME}\n" in shown(root, "1")
        assert "written: out/a.json\n" in shown(root, "1")


def test_who_has_run_nothing_sees_it_too(team: Team) -> None:
    team.ran("anna")
    ben = team.workspace("ben")
    assert listed(ben) == [("1", "ok", ME)]
    assert not (ben / ".dipeo").exists()


def test_what_was_reused_leads_to_where_it_ran(team: Team) -> None:
    anna = team.ran("anna")
    put(anna, {"in.json": '["zero", "one", "two"]'})
    assert dipeo(anna, "run", "d").code == 0
    ben = team.ran("ben")  # 3
    put(ben, {"in.json": '["three", "four"]'})
    assert dipeo(ben, "run", "d").code == 0
    for root in (anna, ben):
        output = json.loads(shown(root, "2", "Each[2]", "--output"))
        assert output == {"item": "two", "by": "anna"}
        assert "one" in shown(root, "2", "Each[1]", "--inputs")
        assert json.loads(shown(root, "4", "Each[0]", "--output"))["item"] == "three"
    query = "SELECT run, ran_in FROM cached_items ORDER BY run, first"
    assert team.rows(query) == [(2, 1), (4, 3)]


def test_a_run_with_nothing_to_do_comes_with_the_next_that_has(team: Team) -> None:
    anna = team.ran("anna")
    assert dipeo(anna, "run", "d").code == 0
    assert team.rows("SELECT count(*) FROM runs") == [(1,)]
    assert again(anna).code == 0
    found = team.rows("SELECT finished FROM runs ORDER BY id")
    assert [json.loads(row[0])["same_as"] for row in found] == [None, 1, None]
    assert "nothing had changed since run 1" in shown(anna, "2")


def test_who_looks_sends_what_waits(team: Team) -> None:
    anna = team.ran("anna")
    assert dipeo(anna, "run", "d").code == 0
    assert [number for number, *_ in listed(anna)] == ["2", "1"]


def test_a_run_with_nothing_to_do_imports_no_database(team: Team) -> None:
    anna = team.ran("anna")
    code = (
        "import sys; from dipeo.cli import run_command; run_command(['run', 'd'])\n"
        "print(sorted({'sqlalchemy', 'psycopg', 'pydantic'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=anna, capture_output=True, text=True
    )
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] == "[]"


def test_failed_and_dry_runs_are_history_too(team: Team) -> None:
    anna = team.workspace("anna")
    assert dipeo(anna, "run", "d", "--check").code == 3
    put(anna, {"each.py": "def main(inputs): raise ValueError('no ' + inputs['in'])"})
    assert dipeo(anna, "run", "d").code == 1
    ben = team.workspace("ben")
    assert [state for _, state, _ in listed(ben)] == ["failed", "ok"]
    assert "no two" in shown(ben, "2")


def test_one_value_is_kept_once(team: Team) -> None:
    team.ran("anna")
    before = team.rows("SELECT count(*) FROM contents")
    again(team.root / "anna")
    assert team.rows("SELECT count(*) FROM contents") == before
    used = "SELECT count(*) FROM uses GROUP BY run HAVING count(*) > 5"
    assert len(team.rows(used)) == 2


def test_a_value_that_is_too_large_stays_where_it_is(team: Team) -> None:
    anna = team.workspace("anna")
    put(anna, {"each.py": "def main(inputs): return 'x' * 16_000_001"})
    put(
        anna,
        {"in.json": "[1]", "d": DIAGRAM.replace("source: Each.results", "source: In")},
    )
    assert dipeo(anna, "run", "d").code == 0
    query = "SELECT size FROM contents WHERE content IS NULL"
    assert (16_000_003,) in team.rows(query)
    ben = team.workspace("ben")
    done = dipeo(ben, "show", "1", "Each[0]", "--output")
    assert (done.code, done.err[-19:]) == (2, " is no longer kept\n")
    assert shown(anna, "1", "Each[0]", "--output").startswith("xxx")


# While it is away


def test_what_could_not_be_sent_is_sent_later(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = team.ran("anna")
    away = f"postgresql://postgres@127.0.0.1:{servers.free_port()}/postgres"
    if not team.address:
        away = f"sqlite:///{team.root}/unplugged/team.db"
    monkeypatch.setenv("TEAM_URL", away)
    done = again(anna)
    assert done.code == 0
    assert done.err.startswith("not in the team's history yet, a later run sends it: ")
    assert done.err.count("\n") == 1
    done = dipeo(anna, "runs")
    assert done.code == 0
    assert done.err.startswith("the team's history is away, these are the runs of this")
    assert re.findall(r"(?m)^(-?\d+) .*", done.out) == ["-2", "-1"]
    assert "not sent yet" in done.out
    done = dipeo(anna, "show", "-2", "Each[1]", "--output")
    assert json.loads(done.out) == {"item": "two", "by": "anna"}
    done = dipeo(anna, "show", "1")
    assert (done.code, done.out) == (2, "")

    monkeypatch.setenv("TEAM_URL", team.url)
    assert dipeo(anna, "run", "d").err == ""  # has nothing to do: who looks sends it
    assert [number for number, *_ in listed(anna)] == ["3", "2", "1"]
    assert shown(anna, "-2", "Each[1]") == shown(anna, "2", "Each[1]").replace(
        "run 2,", "run -2,"
    )


def test_an_environment_without_the_password_stops_no_run(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = team.workspace("anna")
    monkeypatch.delenv("TEAM_URL")
    done = dipeo(anna, "run", "d")
    assert (done.code, done.err) == (
        0,
        "not in the team's history yet, a later run sends it: the connection 'store'"
        " needs the environment variable TEAM_URL, which is not set\n",
    )


def test_what_was_before_the_setting_is_sent_as_well(team: Team) -> None:
    anna = team.workspace("anna", shares=False)
    assert dipeo(anna, "run", "d").code == 0
    put(anna, {"in.json": '["one", "four"]'})
    team.share(anna)
    assert dipeo(anna, "run", "d").code == 0
    ben = team.workspace("ben")
    assert [number for number, *_ in listed(ben)] == ["2", "1"]
    assert json.loads(shown(ben, "2", "Each[0]", "--output"))["item"] == "one"


def test_a_run_that_died_is_told_as_such(team: Team) -> None:
    anna = team.workspace("anna", shares=False)
    code = "import os, signal\n\ndef main(inputs): os.kill(os.getpid(), signal.SIGKILL)"
    lethal = DIAGRAM.replace("each.py, ", "each.py, allow_io: true, ")
    put(anna, {"each.py": code, "d": lethal})
    command = [sys.executable, "-m", "dipeo", "run", "d", "--jobs", "1"]
    done = subprocess.run(command, cwd=anna, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    put(anna, {"each.py": "def main(inputs): return 1\n"})
    team.share(anna)
    assert dipeo(anna, "run", "d").code == 0
    assert [state for _, state, _ in listed(anna)] == ["ok", "died"]


# Several at once, and killed


def test_many_send_at_once(team: Team) -> None:
    roots = [team.workspace(f"w{number}") for number in range(4)]
    command = [sys.executable, "-m", "dipeo", "run", "d", "--jobs", "1", "--no-cache"]
    going = [
        subprocess.Popen(
            command, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        for root in roots * 2
    ]
    for process in going:
        _, errors = process.communicate()
        assert process.returncode == 0, errors
    assert again(roots[0]).code == 0
    for root in roots:  # who waited too long for its turn
        listed(root)
    numbers = [int(number) for number, *_ in listed(roots[0])]
    assert numbers == list(range(9, 0, -1))
    authors = {
        json.loads(shown(roots[1], str(number), "Each[0]", "--output"))["by"]
        for number in numbers
    }
    assert authors == {"w0", "w1", "w2", "w3"}


@traced
def test_killed_while_it_is_sent(team: Team) -> None:
    anna = team.workspace("anna", shares=False)
    assert dipeo(anna, "run", "d").code == 0
    team.share(anna)
    call = "sendto" if team.address else "pwrite64"
    kills = 0
    for number in itertools.count(1, 3):
        how = f"inject={call}:signal=KILL:when={number}"
        done = subprocess.run(
            ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", how]
            + [sys.executable, "-m", "dipeo", "runs"],
            cwd=anna,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
        )
        if done.returncode not in (-signal.SIGKILL, 128 + signal.SIGKILL):
            break
        kills += 1
        assert _is_whole(team)
    assert kills > 3
    assert team.rows("SELECT count(*) FROM runs") == [(1,)]
    assert _is_whole(team)
    assert listed(anna) == [("1", "ok", ME)]
    ben = team.workspace("ben")
    assert json.loads(shown(ben, "1", "Each[2]", "--output"))["item"] == "three"


def _is_whole(team: Team) -> bool:
    """Whether a run is there with all that belongs to it, or nothing of it."""
    if not team.is_begun():
        return True
    counts = {
        table: team.rows(f"SELECT count(*) FROM {table}")[0][0]
        for table in ("runs", "nodes", "items", "uses")
    }
    missing = (
        "SELECT count(*) FROM uses WHERE digest NOT IN (SELECT digest FROM contents)"
    )
    assert team.rows(missing) == [(0,)]
    return counts["runs"] == 0 or (counts["nodes"], counts["items"]) == (3, 3)


# What is there


def test_an_older_history_is_brought_up_to_date(team: Team) -> None:
    anna = team.ran("anna")
    for index in ("runs_by_diagram", "uses_by_digest"):
        team.rows(f"DROP INDEX {index}")
    team.rows("UPDATE history SET version = 1")
    assert listed(anna) == [("1", "ok", ME)]
    assert again(anna).err == ""
    assert team.rows("SELECT version FROM history") == [(2,)]
    team.rows("DROP INDEX runs_by_diagram")  # there it is again
    assert json.loads(shown(anna, "1", "Each[0]", "--output"))["item"] == "one"


def test_a_newer_history_is_left_alone(team: Team) -> None:
    anna = team.ran("anna")
    team.rows("UPDATE history SET version = 99")
    reason = "the team's history is of version 99, and this DiPeO knows 2: take a newer one\n"
    done = again(anna)
    head = "not in the team's history yet, a later run sends it: "
    assert (done.code, done.err) == (0, head + reason)
    assert dipeo(anna, "runs").err.endswith(f": {reason}")
    assert team.rows("SELECT count(*) FROM runs") == [(1,)]


def test_a_history_that_was_made_anew_gets_everything(team: Team) -> None:
    anna = team.ran("anna")
    if team.address:
        team.rows("DROP SCHEMA dipeo CASCADE")
    else:
        team.file.unlink()
    assert again(anna).code == 0
    assert [number for number, *_ in listed(anna)] == ["2", "1"]


@pytest.mark.parametrize("team", ["sqlite"], indirect=True)
def test_another_database_is_not_written_to(team: Team) -> None:
    team.rows("CREATE TABLE mine (x)")
    anna = team.workspace("anna")
    done = dipeo(anna, "run", "d")
    message = "this is a database of something else; name another file\n"
    assert done.code == 0
    assert done.err.endswith(message)
    assert team.rows("SELECT name FROM sqlite_master") == [("mine",)]


@pytest.fixture
def reader(team: Team) -> Iterator[str]:
    """The URL of a user that may only read."""
    team.ran("anna")
    team.rows("CREATE ROLE reader LOGIN")
    team.rows(f"ALTER ROLE reader PASSWORD '{servers.PASSWORD}'")
    team.rows("GRANT USAGE ON SCHEMA dipeo TO reader")
    team.rows("GRANT SELECT ON ALL TABLES IN SCHEMA dipeo TO reader")
    yield team.url.replace("postgres@", "reader@")
    team.rows("DROP OWNED BY reader")
    team.rows("DROP ROLE reader")


@pytest.mark.parametrize("team", ["postgresql"], indirect=True)
def test_who_may_only_read_can_do_so(
    team: Team, reader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben = team.workspace("ben")
    monkeypatch.setenv("TEAM_URL", reader)
    assert listed(ben) == [("1", "ok", ME)]
    assert json.loads(shown(ben, "1", "Each[0]", "--output"))["by"] == "anna"
    done = dipeo(ben, "run", "d")
    assert done.code == 0
    assert "permission denied for" in done.err


@pytest.mark.parametrize("team", ["postgresql"], indirect=True)
def test_the_password_is_nowhere(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    said = []
    anna = team.ran("anna")
    said += [dipeo(anna, *words) for words in (["runs"], ["show", "1"], ["cache"])]
    whole = team.url.replace(
        "@", f":{servers.PASSWORD.replace('/', '%2F')}@".replace("@t", "%40t")
    )
    whole = re.sub(r"%(?![0-9A-F]{2})", "%25", whole)
    monkeypatch.setenv("TEAM_URL", whole)
    put(anna, {"dipeo.toml": "[store]\nurl = { env = 'TEAM_URL' }\n"})
    said += [again(anna), dipeo(anna, "runs"), dipeo(anna, "run", "d", "--json")]
    assert all((done.code, done.err) == (0, "") for done in said)
    monkeypatch.setenv("TEAM_URL", whole.replace(team.address, "127.0.0.1:1"))
    said += [again(anna), dipeo(anna, "runs")]
    monkeypatch.setenv("TEAM_URL", whole.replace("/postgres", "/nothing"))
    said += [again(anna), dipeo(anna, "runs")]
    assert all(done.err for done in said[-4:])
    texts = [done.out + done.err for done in said]
    texts += [
        path.read_bytes().decode("latin-1")
        for path in anna.rglob("*")
        if path.is_file()
    ]
    for table in ("runs", "nodes", "items", "texts", "contents", "history"):
        texts.append(str(team.rows(f"SELECT * FROM {table}")))
    for secret in (servers.PASSWORD, "pass%2Fword", "the tests"):
        assert [text for text in texts if secret in text] == []


WRONG = {
    "url = 'postgresql://a:b@c/d'": "[store] a password does not belong into a file; write"
    ' password = { env = "NAME" }',
    "url = 'nowhere'": "[store] url: there is no connection 'nowhere'; known: 'specs'",
    "url = 'specz'": "[store] url: there is no connection 'specz', did you mean 'specs'?",
    "url = 's3://a/b'": "[store] url: a history is kept in PostgreSQL or SQLite, not in 's3://a/b'",
    "url = 'specs'\npassword = { env = 'P' }": "[store] the password of 'specs' goes into"
    " [connections.specs]",
    "uri = 'specs'": "[store] unknown key 'uri', did you mean 'url'?",
    "url = 3": "[store] url must be a text, or { env = … }, not 3",
}


@pytest.mark.parametrize("setting", WRONG)
def test_wrong_settings_are_told(tmp_path: Path, setting: str) -> None:
    more = "[connections.specs]\nurl = 'sqlite:///specs.db'\n"
    put(tmp_path, {"dipeo.toml": f"[store]\n{setting}\n{more}", "d": DIAGRAM})
    done = dipeo(tmp_path, "runs")
    assert (done.code, done.err) == (2, f"error: dipeo.toml: {WRONG[setting]}\n")


def test_a_connection_by_name_may_be_the_history(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = team.workspace("anna")
    settings = team.settings.replace("[store]", "[connections.team]")
    put(anna, {"dipeo.toml": f"{settings}\n[store]\nurl = 'team'\n"})
    done = dipeo(anna, "run", "d")
    assert (done.code, done.err) == (0, "")
    assert listed(anna) == [("1", "ok", ME)]


# What is old


def test_old_runs_go_when_that_is_said(team: Team) -> None:
    anna = team.ran("anna")
    put(anna, {"in.json": '["zero", "one"]'})  # 2 leads to 1
    assert dipeo(anna, "run", "d").code == 0
    ben = team.ran("ben")  # 3 leads to nothing
    team.rows("UPDATE runs SET started = started - 864000 WHERE id != 2")
    done = dipeo(ben, "cache", "--prune", "--team", "9")
    assert done.code == 0
    assert re.fullmatch(
        r"dropped 1 run and \d+ values of the team's history\n", done.out
    )
    assert [number for number, *_ in listed(anna)] == ["2", "1"]
    assert json.loads(shown(anna, "2", "Each[1]", "--output"))["item"] == "one"
    for table in ("nodes", "items", "uses", "texts"):
        assert team.rows(f"SELECT count(*) FROM {table} WHERE run = 3") == [(0,)]
    unused = (
        "SELECT count(*) FROM contents WHERE digest NOT IN (SELECT digest FROM uses)"
    )
    assert team.rows(unused) == [(0,)]
    assert again(ben).code == 0  # it sends what is gone anew
    assert json.loads(shown(anna, "4", "Each[0]", "--output"))["by"] == "ben"


def test_what_cannot_be_pruned_is_said(tmp_path: Path) -> None:
    put(tmp_path, {"d": DIAGRAM})
    done = dipeo(tmp_path, "cache", "--prune", "--team", "9")
    message = "error: no team shares this history: dipeo.toml has no [store]\n"
    assert (done.code, done.err) == (2, message)
    done = dipeo(tmp_path, "cache", "--team", "9")
    message = "error: --team goes with --prune, and with nothing else\n"
    assert (done.code, done.err) == (2, message)
