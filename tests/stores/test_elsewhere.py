"""Objects, archives, Git and the web: what is each one's own."""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests import servers
from tests.stores.conftest import open_spot
from tests.stores.places import Spot
from tests.workspace import DIAGRAM, Done, dipeo, put

ECHO = "{label: E, type: code_job, source_details: e.py}"


def asked(root: Path, source: str, operation: str = "read", more: str = "") -> Done:
    node = f"{{label: D, type: db, operation: {operation}, source_details: '{source}'{more}}}"
    put(root, {"d": f"nodes:\n  - {node}\n"})
    return dipeo(root, "run", "d", "--json")


def said(done: Done) -> str:
    assert done.code in (1, 2)
    return done.err.splitlines()[0].removeprefix(f"error: {DIAGRAM}:2:5: 'D': ")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("http://localhost/a", "nothing reads 'http', did you mean 'https'?"),
        ("ftp://a/b", "nothing reads 'ftp'; known: 'git+file', 'github', 'gs', 'https',"
         " 'memory', 'postgresql', 's3', 'sqlite', 'zip'"),
        ("file:///etc/passwd", "nothing reads 'file', did you mean 'git+file'?"),
        ("s3://a/b", "may not be reached: name it as a connection in dipeo.toml, or"
         ' allow all of its kind: [stores] schemes = ["s3"]'),
        ("https://localhost/a", "may not be reached: name it as a connection in"
         ' dipeo.toml, or allow all of its kind: [stores] schemes = ["https"]'),
        ("memory://a/../b", "may not hold '.' or '..'"),
        ("memory://a/%2e%2e/b", "may not hold '.' or '..'"),
    ],
)  # fmt: skip
def test_what_may_not_be_reached(tmp_path: Path, source: str, message: str) -> None:
    assert (
        said(asked(tmp_path, source)) == f"{source!r}: {message}"
        or said(asked(tmp_path, source)) == f"{source!r} {message}"
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("[stores]\nschemes = ['htps']", "[stores] schemes: nothing reads 'htps', did you"
         " mean 'https'?"),
        ("[stores]\nhosts = 'a'", "[stores] hosts must be a list of texts, not 'a'"),
        ("[stores]\nhost = []", "[stores] unknown key 'host', did you mean 'hosts'?"),
        ("[connections.a]\nurll = 'x'", "[connections.a] unknown key 'urll', did you mean"
         " 'url'?"),
        ("[connections.a]\nurl = 'x'", "[connections.a] url: nothing reads 'x'; known:"
         " 'git+file', 'github', 'gs', 'https', 'memory', 'postgresql', 's3', 'sqlite',"
         " 'zip'"),
        ("[connections.a]\npassword = 'x'", "[connections.a] a password does not belong"
         ' into a file; write password = { env = "NAME" }'),
        ("[connections]\na = 1", "[connections.a] must be a table, not 1"),
    ],
)  # fmt: skip
def test_settings_that_are_wrong(tmp_path: Path, settings: str, message: str) -> None:
    put(tmp_path, {"dipeo.toml": settings})
    assert asked(tmp_path, "a.json").err == f"error: dipeo.toml: {message}\n"


def test_a_connection_that_is_not_there(tmp_path: Path) -> None:
    put(tmp_path, {"dipeo.toml": "[connections.assets]\nurl = { env = 'NO_SUCH' }"})
    wrong = asked(tmp_path, "asets/a.json", more=", sub_type: object")
    unset = asked(tmp_path, "assets/a.json", more=", sub_type: object")
    assert [said(wrong), said(unset)] == [
        "there is no connection 'asets', did you mean 'assets'?",
        "the connection 'assets' needs the environment variable NO_SUCH, which is not set",
    ]


# Objects ---------------------------------------------------------------------------------------------


@pytest.fixture
def bucket(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Spot]:
    yield from open_spot("s3", tmp_path, request, monkeypatch)


def test_by_the_name_of_a_connection(bucket: Spot) -> None:
    bucket.write("a", 1)
    put(bucket.root, {"dipeo.toml": bucket.settings})
    done = asked(bucket.root, "assets/a.json", more=", sub_type: object")
    assert done.outputs["D"] == 1


def test_a_manifest_names_what_was_published(bucket: Spot, s3: str) -> None:
    nodes = [ECHO, bucket.node("write", "a")]
    bucket.run(nodes, ["E.in > D"], {"x": 1})
    listed = objects(bucket, s3)
    manifest = json.loads(listed["specs/.dipeo/manifest.json"])
    assert sorted(listed) == ["specs/.dipeo/manifest.json", "specs/a.json"]
    assert [*manifest["files"]] == ["a.json"]
    assert manifest["waiting"] == {}


def test_what_waits_is_read_by_the_manifest(bucket: Spot, s3: str) -> None:
    """A run of another workspace was cut off when it had published, and had not copied yet."""
    bucket.write("a", "old")
    bucket.write("b", "old")
    bucket.write(".dipeo/stage/1/0", ["new"])
    waiting = {"a.json": ".dipeo/stage/1/0.json", "b.json": None}
    client(s3).put_object(
        Bucket=_name(bucket),
        Key="specs/.dipeo/manifest.json",
        Body=json.dumps({"version": 1, "files": {}, "waiting": waiting}).encode(),
    )
    read = bucket.run([bucket.node("read", "a")], [], None)
    gone = bucket.run([bucket.node("read", "b")], [], None)
    assert read.outputs["D"] == ["new"]
    assert "there is no file" in gone.err
    nodes = [ECHO, bucket.node("write", "c")]
    assert bucket.run(nodes, ["E.in > D"], ["c"]).code == 0
    assert bucket.read() == {"a": ["new"], "c": ["c"]}


def test_an_object_that_another_changed_meanwhile(bucket: Spot, s3: str) -> None:
    bucket.write("a", "old")
    code = f"""
        import boto3

        def main(inputs):
            boto3.client("s3", endpoint_url="{s3}", aws_access_key_id="a",
                aws_secret_access_key="b", region_name="us-east-1",
            ).put_object(Bucket="{_name(bucket)}", Key="specs/a.json", Body=b'"theirs"')
            return 1
    """
    put(bucket.root, {"m.py": code})
    nodes = [
        ECHO,
        bucket.node("write", "a"),
        "{label: M, type: code_job, source_details: m.py, allow_io: true}",
        "{label: O, type: db, operation: write, source_details: out.json}",
    ]
    done = bucket.run(nodes, ["E.in > D", "D > M", "M > O"], ["mine"])
    assert "it changed while the run was going on; nothing was written" in done.err
    assert bucket.read() == {"a": "theirs"}
    assert not (bucket.root / "out.json").exists()
    assert not any("stage" in key for key in objects(bucket, s3))


def test_objects_that_cannot_be_reached(
    bucket: Spot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The secret is in nothing that anybody sees or keeps."""
    monkeypatch.setenv("ASSETS_SECRET", secret := "a+very/secret=key")
    settings = bucket.settings.replace("/specs'", "/nope'").replace("s3://", "s3://no-")
    put(bucket.root, {"dipeo.toml": settings})
    name = f"s3://no-{_name(bucket)}/nope/a.json"
    done = asked(bucket.root, name)
    assert said(done).startswith(("there is no file", f"{name!r}: "))
    kept = b"".join(
        p.read_bytes() for p in (bucket.root / ".dipeo").rglob("*") if p.is_file()
    )
    assert secret not in done.out + done.err
    assert secret.encode() not in kept


def test_the_private_folder_of_a_bucket(bucket: Spot) -> None:
    done = bucket.run([bucket.node("read", ".dipeo/manifest")], [], None)
    assert "is private: diagrams may not touch '.dipeo'" in done.err


def client(endpoint: str) -> Any:
    keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b"}
    return boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", **keys)


def _name(spot: Spot) -> str:
    return str(spot.listed("a")).removeprefix("s3://").partition("/")[0]


def objects(spot: Spot, endpoint: str) -> dict[str, bytes]:
    found = client(endpoint).list_objects_v2(Bucket=_name(spot)).get("Contents", [])
    return {
        item["Key"]: client(endpoint)
        .get_object(Bucket=_name(spot), Key=item["Key"])["Body"]
        .read()
        for item in found
    }


# Archives, Git, the web ------------------------------------------------------------------------------


def test_members_that_would_leave_an_archive(tmp_path: Path) -> None:
    put(tmp_path, {})
    with zipfile.ZipFile(tmp_path / "files/a.zip", "w") as archive:
        archive.writestr("../evil.json", "{}")
        archive.writestr("good.json", "1")
    assert asked(tmp_path, "zip://good.json::files/a.zip").outputs["D"] == 1
    for source, operation in [
        ("zip://../evil.json::files/a.zip", "read"),
        ("zip://*::files/a.zip", "list"),
        ("zip://x::../a.zip", "read"),
    ]:
        assert "'..'" in said(asked(tmp_path, source, operation))


def test_what_is_no_archive(tmp_path: Path) -> None:
    put(tmp_path, {"a.json": "{}"})
    found = [
        said(asked(tmp_path, source))
        for source in ("zip://x::a.json", "zip://x", "zip://x::none.zip")
    ]
    assert found == [
        "'a.json' is no zip archive: File is not a zip file",
        "'zip://x' is no member of an archive: write zip://MEMBER::ARCHIVE",
        "there is no file 'none.zip'",
    ]


def test_git_compares_versions(tmp_path: Path) -> None:
    root = put(tmp_path, {"docs/a.json": '{"v": 1}'})
    git = ["git", "-C", str(root), "-c", "user.name=t", "-c", "user.email=t@t.invalid"]
    for command in (["init", "-q"], ["add", "docs"], ["commit", "-qm", "x"]):
        subprocess.run([*git, *command], check=True)
    subprocess.run([*git, "tag", "v1"], check=True)
    put(root, {"docs/a.json": '{"v": 2}'})
    assert asked(root, "git+file:.@v1:docs/a.json").outputs["D"] == {"v": 1}
    assert asked(root, "git+file:docs@v1:a.json").outputs["D"] == {"v": 1}
    assert asked(root, "git+file:docs@v1:*.json", "list").outputs["D"] == [
        "git+file:docs@v1:a.json"
    ]
    found = [
        said(asked(root, f"git+file:{rest}"))
        for rest in (".@v2:docs/a.json", ".@v1:docs/b.json", ".@--x:a", "../..@v1:a")
    ]
    assert found == [
        "there is no revision 'v2' in '.': Needed a single revision",
        "there is no file 'git+file:.@v1:docs/b.json', did you mean"
        " 'git+file:.@v1:docs/a.json'?",
        "'git+file:.@--x:a' is no place in Git: write git+file:FOLDER@REVISION:PATH",
        "'../..' is no path for a document: '..' would leave the workspace or its folder",
    ]


def test_the_web_leads_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with servers.https(tmp_path, {"a.json": b"1"}) as address:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        settings = "[stores]\nschemes = ['https']\nhosts = ['localhost']\n"
        put(tmp_path, {"dipeo.toml": settings})
        assert asked(tmp_path, f"https://{address}/a.json?x=1").code == 1
        assert asked(tmp_path, f"https://{address}/a.json").outputs["D"] == 1
        found = [
            said(asked(tmp_path, f"https://{source}"))
            for source in (
                f"{address}/moved",
                f"{address}/none",
                address.replace("localhost", "127.0.0.1") + "/a.json",
                f"localhost@{address.replace('localhost', '127.0.0.1')}/a.json",
                f"me@{address}/a.json",
            )
        ]
        assert found[0].endswith(
            "leads elsewhere, to 'https://127.0.0.1/secret': name that, if it is meant"
        )
        assert found[1].startswith("there is no file")
        assert all('[stores] hosts = ["127.0.0.1"]' in text for text in found[2:4])
        assert found[4].endswith("may not hold a user or a backslash")
    monkeypatch.delenv("SSL_CERT_FILE")
    assert "gave no answer" in said(asked(tmp_path, f"https://{address}/a.json"))
