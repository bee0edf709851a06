"""Connections: the places beyond its own files that a workspace's settings name, and which URLs may be reached at all.

A text of a connection can be taken from the environment, `{ env = "NAME" }`; a password has to be. What was taken from
there under the name of a secret is known, and `hide` keeps it out of every message.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dipeo.errors import DocumentError, UsageError, did_you_mean

SETTINGS = "dipeo.toml"
STORE = "store"  # the table that says where a team shares its history
KINDS = {
    **dict.fromkeys(("sqlite", "postgresql"), "sql"),
    **dict.fromkeys(("memory", "s3", "gs", "github", "https", "zip"), "object"),
    "git+file": "git",
}
"""What a URL with this scheme is."""
ONLY_READ = frozenset({"git+file", "github", "https", "zip"})
DEFAULT_SCHEMES = frozenset({"git+file", "memory", "sqlite", "zip"})
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)(?=://)|(git\+file)(?=:)")
_USER = re.compile(r"(?<=://)([^/?#@:]*):([^/?#]*)@")


def scheme_of(source: str) -> str | None:
    """The scheme of a URL; None for what is no URL."""
    found = _SCHEME.match(source)
    return found[0] if found else None


def shown(url: str) -> str:
    """A URL without its password."""
    return _USER.sub(r"\1:***@", url)


@dataclass(frozen=True, slots=True)
class FromEnvironment:
    """A text that stands in the environment."""

    name: str


Text = str | FromEnvironment


@dataclass(frozen=True, slots=True)
class Connection:
    """A place beyond the workspace's files. `options` are those of the library that reaches it."""

    name: str
    url: Text
    password: FromEnvironment | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The URL without a password. Raises UsageError where the environment lacks it."""
        text = _text(self.url, self.name).rstrip("/")
        return _USER.sub(r"\1@", text)

    @property
    def secret(self) -> str | None:
        """The password. Raises UsageError where the environment lacks it."""
        if self.password is not None:
            return _text(self.password, self.name)
        from urllib.parse import unquote

        found = _USER.search(_text(self.url, self.name))
        return unquote(found[2]) if found else None

    def filled_options(self) -> dict[str, Any]:
        """The options, with what stands in the environment. Raises UsageError."""
        return {key: self._fill(value) for key, value in self.options.items()}

    def _fill(self, value: Any) -> Any:
        if isinstance(value, FromEnvironment):
            return _text(value, self.name)
        if isinstance(value, dict):
            return {key: self._fill(item) for key, item in value.items()}
        return value

    def secrets(self) -> list[str]:
        """Every text that no message may show."""
        from urllib.parse import unquote

        texts = [self.password, *_from_environment(self.options)]
        found = [os.environ.get(text.name, "") for text in texts if text is not None]
        if isinstance(self.url, FromEnvironment):
            user = _USER.search(os.environ.get(self.url.name, ""))
            found += [user[2], unquote(user[2])] if user else []
        return found


@dataclass(frozen=True, slots=True)
class Connections:
    """All that the settings say of them."""

    by_name: Mapping[str, Connection] = field(default_factory=dict)
    schemes: frozenset[str] = DEFAULT_SCHEMES
    hosts: frozenset[str] = frozenset()

    def address(self, source: str, kind: str) -> str:
        """The URL of a source, without a password. A source that is no URL begins with a connection's name.

        Raises UsageError for what is no such place, or may not be reached.
        """
        from urllib.parse import unquote  # a run with nothing to do has no URLs

        scheme = scheme_of(source)
        if scheme is None:
            return self._of_name(source, kind)
        if scheme not in KINDS:
            hint = did_you_mean(scheme, KINDS)
            raise UsageError(
                f"{shown(source)!r}: nothing reads {scheme!r}{hint}",
                page="db#connections",
            )
        if any(part in (".", "..") for part in unquote(source).split("/")[2:]):
            message = f"{shown(source)!r} may not hold '.' or '..'"
            raise UsageError(message, page="db#connections")
        if _USER.search(source):
            raise UsageError(
                f"{shown(source)!r} holds a password, which would be recorded: name the"
                f' place in {SETTINGS}, with password = {{ env = "NAME" }}',
                page="db#connections",
            )
        self.check(source)
        return source

    def _of_name(self, source: str, kind: str) -> str:
        name, slash, rest = source.partition("/")
        connection = self.by_name.get(name)
        if connection is None:
            hint = did_you_mean(name, self.by_name)
            remedy = hint or f"; name it in {SETTINGS}: [connections.{name}] url = …"
            raise UsageError(
                f"there is no connection {name!r}{remedy}", page="db#connections"
            )
        address = connection.address
        found = KINDS.get(scheme_of(address) or "")
        if found != kind:
            what = f"a connection of kind {found!r}" if found else "no URL"
            raise UsageError(
                f"{name!r} is {what}, not of kind {kind!r}", page="db#connections"
            )
        if slash and kind == "sql":
            raise UsageError(
                f"{source!r}: the table of {name!r} goes into `table`",
                page="db#connections",
            )
        return f"{address}/{rest}" if slash else address

    def check(self, url: str) -> None:
        """Raise UsageError where a URL may not be reached: neither a connection nor its scheme and host allow it."""
        if self.of(url) is not None:
            return
        scheme = scheme_of(url) or ""
        if scheme not in self.schemes:
            raise UsageError(
                f"{shown(url)!r} may not be reached: name it as a connection in"
                f' {SETTINGS}, or allow all of its kind: [stores] schemes = ["{scheme}"]',
                page="db#connections",
            )
        from urllib.parse import urlsplit

        host = urlsplit(url).hostname or ""
        if scheme == "https" and host not in self.hosts:
            raise UsageError(
                f"{shown(url)!r} may not be reached: allow its host in {SETTINGS}:"
                f' [stores] hosts = ["{host}"]',
                page="db#connections",
            )

    def of(self, url: str) -> Connection | None:
        """The connection that a URL lies in, the longest where several are."""
        found: Connection | None = None
        for connection in self.by_name.values():
            try:
                address = connection.address
            except UsageError:  # the environment lacks it, and another may be meant
                continue
            inside = url == address or url.startswith((f"{address}/", f"{address}?"))
            if inside and (found is None or len(address) > len(found.address)):
                found = connection
        return found

    def hide(self, message: str) -> str:
        """A message of another program, without any secret."""
        for connection in self.by_name.values():
            for secret in connection.secrets():
                if secret:
                    message = message.replace(secret, "***")
        return shown(message)


def _text(text: Text, connection: str) -> str:
    if isinstance(text, str):
        return text
    value = os.environ.get(text.name)
    if not value:
        message = f"the connection {connection!r} needs the environment variable"
        raise UsageError(
            f"{message} {text.name}, which is not set", page="db#connections"
        )
    return value


def _from_environment(value: Any) -> list[FromEnvironment]:
    if isinstance(value, FromEnvironment):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _from_environment(item)]
    return []


# Settings --------------------------------------------------------------------------------------------


def connections_of(settings: Mapping[str, Any]) -> Connections:
    """What the tables `[stores]` and `[connections.NAME]` say. Raises DocumentError."""
    stores = settings.get("stores", {})
    schemes = _names(stores.get("schemes", []), "schemes")
    for scheme in schemes:
        if scheme not in KINDS:
            hint = did_you_mean(scheme, KINDS)
            raise _wrong(f"[stores] schemes: nothing reads {scheme!r}{hint}")
    connections = {
        name: _connection(name, table, f"[connections.{name}]")
        for name, table in settings.get("connections", {}).items()
    }
    hosts = frozenset(_names(stores.get("hosts", []), "hosts"))
    return Connections(connections, DEFAULT_SCHEMES | frozenset(schemes), hosts)


def _names(value: Any, what: str) -> list[str]:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return value
    raise _wrong(f"[stores] {what} must be a list of texts, not {value!r}")


def shared_store(
    settings: Mapping[str, Any], connections: Connections
) -> Connection | None:
    """Where `[store]` says that a team shares the history of its runs: a URL, or a connection by name. Raises
    DocumentError.
    """
    table = settings.get(STORE)
    if table is None:
        return None
    where, url = f"[{STORE}]", table.get("url")
    _check(table, ("url", "password"), where)
    if isinstance(url, str) and scheme_of(url) is None:
        found = connections.by_name.get(url)
        if found is None:
            hint = did_you_mean(url, connections.by_name)
            raise _wrong(f"{where} url: there is no connection {url!r}{hint}")
        if "password" in table:
            message = f"{where} the password of {url!r} goes into [connections.{url}]"
            raise _wrong(message)
    else:
        found = _connection(STORE, table, where)
    if isinstance(found.url, str) and KINDS[scheme_of(found.url) or ""] != "sql":
        message = f"{where} url: a history is kept in PostgreSQL or SQLite, not in"
        raise _wrong(f"{message} {found.url!r}")
    return found


def _check(table: Any, known: tuple[str, ...], where: str) -> None:
    if not isinstance(table, dict):
        raise _wrong(f"{where} must be a table, not {table!r}")
    for key in table:
        if key not in known:
            raise _wrong(f"{where} unknown key {key!r}{did_you_mean(key, known)}")


def _connection(name: str, table: Any, where: str) -> Connection:
    _check(table, ("url", "password", "options"), where)
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", name):
        raise _wrong(f"{where} a name is made of letters, digits, '_' and '-'")
    url = _value(table.get("url"), f"{where} url")
    password = _value(table.get("password"), f"{where} password")
    if isinstance(password, str) or (isinstance(url, str) and _USER.search(url)):
        raise _wrong(
            f"{where} a password does not belong into a file; write"
            ' password = { env = "NAME" }'
        )
    if not isinstance(url, FromEnvironment):
        if not isinstance(url, str):
            raise _wrong(f"{where} url must be a text, or {{ env = … }}, not {url!r}")
        if scheme_of(url) not in KINDS:
            hint = did_you_mean(scheme_of(url) or url, KINDS)
            raise _wrong(f"{where} url: nothing reads {url!r}{hint}")
    options = table.get("options", {})
    if not isinstance(options, dict):
        raise _wrong(f"{where} options must be a table, not {options!r}")
    filled = {k: _value(v, f"{where} options.{k}") for k, v in options.items()}
    return Connection(name, url, password, filled)


def _value(value: Any, where: str) -> Any:
    """A setting in which `{ env = "NAME" }` stands for a text of the environment."""
    if not isinstance(value, dict):
        return value
    if value.keys() == {"env"}:
        if not isinstance(value["env"], str):
            raise _wrong(f"{where}: env must be a name, not {value['env']!r}")
        return FromEnvironment(value["env"])
    return {key: _value(item, f"{where}.{key}") for key, item in value.items()}


def _wrong(message: str) -> DocumentError:
    return DocumentError.at(SETTINGS, 0, 0, message, page="db#connections")
