"""Each kind of place, with the documents that a test puts there."""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import fsspec

from tests.stores.databases import Database
from tests.stores.places import Spot


def _text(data: Any) -> str:
    return json.dumps(data, indent=2) + "\n"


def of_files(root: Path) -> Spot:
    folder = root / "docs"
    folder.mkdir()
    return Spot(
        root,
        "file",
        source=lambda name: f"source_details: 'docs/{name}.json'",
        listed=lambda name: f"docs/{name}.json",
        write=lambda name, data: _ignored(
            (folder / f"{name}.json").write_text(_text(data))
        ),
        read=lambda: {p.stem: json.loads(p.read_text()) for p in folder.glob("*.json")},
    )


def of_memory(root: Path) -> Spot:
    system = fsspec.filesystem("memory")
    top = f"/{root.name}"
    return _of_objects(
        root,
        "memory",
        f"memory:/{top}",
        put=lambda name, content: system.pipe_file(f"{top}/{name}", content),
        get=lambda: {
            name.removeprefix(f"{top}/"): system.cat_file(name)
            for name in system.find(top)
        },
    )


def of_s3(root: Path, endpoint: str) -> Spot:
    bucket = root.name.replace("_", "-")[-60:].strip("-")
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id="a",
        aws_secret_access_key="b",
        region_name="us-east-1",
    )
    client.create_bucket(Bucket=bucket)

    def get() -> dict[str, bytes]:
        found = client.list_objects_v2(Bucket=bucket, Prefix="specs/")
        return {
            item["Key"].removeprefix("specs/"): client.get_object(
                Bucket=bucket, Key=item["Key"]
            )["Body"].read()
            for item in found.get("Contents", [])
        }

    spot = _of_objects(
        root,
        "s3",
        f"s3://{bucket}/specs",
        put=lambda name, content: _ignored(
            client.put_object(Bucket=bucket, Key=f"specs/{name}", Body=content)
        ),
        get=get,
        settings=f"""
            [connections.assets]
            url = 's3://{bucket}/specs'
            [connections.assets.options]
            endpoint_url = '{endpoint}'
            key = {{ env = 'ASSETS_KEY' }}
            secret = {{ env = 'ASSETS_SECRET' }}
        """,
    )
    return spot


def _of_objects(
    root: Path,
    kind: str,
    url: str,
    put: Callable[[str, bytes], None],
    get: Callable[[], dict[str, bytes]],
    settings: str = "",
) -> Spot:
    return Spot(
        root,
        kind,
        source=lambda name: f"source_details: '{url}/{name}.json'",
        listed=lambda name: f"{url}/{name}.json",
        write=lambda name, data: put(f"{name}.json", _text(data).encode()),
        read=lambda: {
            path.removesuffix(".json"): json.loads(content)
            for path, content in get().items()
            if not path.startswith(".dipeo/")
        },
        settings=settings,
    )


def of_database(database: Database) -> Spot:
    own = database.kind == "postgresql"
    database.run(
        f"CREATE TABLE documents (name TEXT PRIMARY KEY, data {'JSONB' if own else 'JSON'})"
    )

    def write(name: str, data: Any) -> None:
        database.rows("DELETE FROM documents WHERE name = ?", (name,))
        database.rows("INSERT INTO documents VALUES (?, ?)", (name, json.dumps(data)))

    def read() -> dict[str, Any]:
        rows = database.rows("SELECT name, data FROM documents")
        return {
            name: json.loads(data) if isinstance(data, str) and not own else data
            for name, data in rows
        }

    return Spot(
        database.root,
        database.kind,
        source=lambda name: (
            "sub_type: sql, source_details: specs, table: documents"
            + (f", parameters: {{name: {name}}}" if name != "*" else "")
        ),
        listed=lambda name: "documents",
        write=write,
        read=read,
        settings=database.settings,
        arrives=lambda name, data: [{"name": name, "data": data}],
        gives=lambda output: output[0]["data"],
    )


def of_zip(root: Path) -> Spot:
    documents: dict[str, Any] = {}
    (root / "files").mkdir()

    def write(name: str, data: Any) -> None:
        documents[name] = data
        with zipfile.ZipFile(root / "files/docs.zip", "w") as archive:
            for each in documents:
                archive.writestr(f"docs/{each}.json", _text(documents[each]))

    return Spot(
        root,
        "zip",
        source=lambda name: f"source_details: 'zip://docs/{name}.json::files/docs.zip'",
        listed=lambda name: f"zip://docs/{name}.json::files/docs.zip",
        write=write,
        read=lambda: dict(documents),
    )


def of_git(root: Path) -> Spot:
    (root / "docs").mkdir()
    git = ["git", "-C", str(root), "-c", "user.name=t", "-c", "user.email=t@t.invalid"]
    subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
    documents: dict[str, Any] = {}

    def write(name: str, data: Any) -> None:
        documents[name] = data
        (root / f"docs/{name}.json").write_text(_text(data))
        subprocess.run([*git, "add", f"docs/{name}.json"], check=True)
        subprocess.run([*git, "commit", "-qm", "x"], check=True)
        (root / f"docs/{name}.json").write_text("edited, and not committed")

    return Spot(
        root,
        "git",
        source=lambda name: f"source_details: 'git+file:.@main:docs/{name}.json'",
        listed=lambda name: f"git+file:.@main:docs/{name}.json",
        write=write,
        read=lambda: dict(documents),
    )


def of_web(root: Path, address: str, documents: dict[str, bytes]) -> Spot:
    def write(name: str, data: Any) -> None:
        documents[f"docs/{name}.json"] = _text(data).encode()

    return Spot(
        root,
        "https",
        source=lambda name: f"source_details: 'https://{address}/docs/{name}.json'",
        listed=lambda name: f"https://{address}/docs/{name}.json",
        write=write,
        read=lambda: {
            path.removeprefix("docs/").removesuffix(".json"): json.loads(content)
            for path, content in documents.items()
        },
        settings="[stores]\nschemes = ['https']\nhosts = ['localhost']\n",
    )


def _ignored(_: object) -> None:
    """Some ways to write say something."""
