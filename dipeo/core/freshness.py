"""What has changed since a memo was made: each file is looked at once with `stat`, and read only where that may lie."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from glob import has_magic

from .database import KIND
from .digests import digest_of
from .memo import GRAIN_NS, Memo, Need, Stat, listing_digest, stat_of
from .paths import is_url

MANY_FOLDERS = 1_000
ASKED = f"{KIND}:"  # needs of which only asking again says whether they have changed


@dataclass(frozen=True, slots=True)
class Changed:
    """What is not as a memo has it: the content of files and needs; `stats` are files of which `stat` says something
    else, `listings` are patterns that find something else.
    """

    paths: frozenset[str]
    needs: frozenset[str]
    stats: frozenset[str]
    listings: frozenset[str]


def changed_since(
    memo: Memo,
    root: str,
    *,
    trust_stat: bool,
    find: Callable[[str], list[str]],
    look: Callable[[str], Stat | None],
    digest_of_need: Callable[[str], str | None],
) -> Changed:
    """Compare the workspace with a memo.

    `digest_of_need(name)` works out a need's digest anew, None when that fails. It is asked only where a file or listing
    that decides the need has changed, and then decides whether the change means anything; of a database always.
    `look(url)` is what identifies a document elsewhere.
    """
    paths, stats = _changed_files(memo, root, trust_stat, look)
    listings = {
        pattern
        for pattern, digest in memo.listings.items()
        if listing_digest(find(pattern)) != digest
    }
    needs = {
        name
        for name, need in memo.needs.items()
        if (_is_touched(need, paths, listings) or name.startswith(ASKED))
        and digest_of_need(name) != need.digest
    }
    return Changed(
        frozenset(paths), frozenset(needs), frozenset(stats), frozenset(listings)
    )


def _changed_files(
    memo: Memo, root: str, trust_stat: bool, look: Callable[[str], Stat | None]
) -> tuple[set[str], set[str]]:
    changed: set[str] = set()
    stats: set[str] = set()
    young = memo.made_at - GRAIN_NS if trust_stat else 0
    prefix = root + os.sep
    for path, (stat, digest) in memo.files.items():
        full = path if path.startswith(os.sep) else prefix + path
        now = stat_of(full)
        if now is None and is_url(path):
            if look(path) != stat:
                changed.add(path)
            continue
        if now == stat and (now is None or (now[1] < young and now[2] < young)):
            continue
        stats.add(path)
        if now is None or file_digest(full) != digest:
            changed.add(path)
    return changed, stats


def _is_touched(need: Need, paths: set[str], listings: set[str]) -> bool:
    if not paths and not listings:
        return False
    return not paths.isdisjoint(need.files) or not listings.isdisjoint(need.patterns)


def file_digest(path: str) -> str:
    """BLAKE2b-128 of a file's content; '' where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return digest_of(file.read())
    except OSError:
        return ""


def folders_searched(root: str, pattern: str) -> list[str] | None:
    """The folders whose entries decide what a pattern finds, from the root.

    None where they are many, or links are among what lies there: then more than that decides.
    """
    names = pattern.split("/")
    fixed = next((at for at, name in enumerate(names) if has_magic(name)), len(names))
    base = "/".join(names[: min(fixed, len(names) - 1)])
    if os.path.realpath(os.path.join(root, base)) != os.path.normpath(
        os.path.join(root, base)
    ):
        return None
    folders = [base]
    for folder in folders:  # which grows meanwhile
        try:
            entries = list(os.scandir(os.path.join(root, folder)))
        except OSError:
            entries = []
        if len(folders) > MANY_FOLDERS or any(map(os.DirEntry.is_symlink, entries)):
            return None
        if fixed < len(names) - 1:
            inside = (entry.name for entry in entries if entry.is_dir())
            folders += [f"{folder}/{name}" if folder else name for name in inside]
    return folders
