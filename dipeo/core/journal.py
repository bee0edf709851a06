"""Changing many files at once so that a crash leaves all of them old or all of them new.

An undo journal, without contents:

1. `.dipeo/journal` lists what will be created, replaced and removed. It is synced before
   it gets its name.
2. Old versions move into `.dipeo/stage.TOKEN`, and new files are written where they
   belong, never over something that is there.
3. `journal` becomes `journal.done`: the commit. Then the stage is deleted, and the list.

Found at the next start, `journal` means undo, `journal.done` means delete the stage.
Where a database takes part, it commits between 2 and 3, and that is the commit: `journal`
names what to ask the database by, and its answer says whether to undo or to go on.
Undoing deletes only what has the content that the journal names; anything else, like a
file that a person has put there meanwhile, is kept in `.dipeo/lost/TOKEN`.

A crash of the process loses nothing. After a power failure the tree is old or new too,
but the last files may be incomplete, as nothing waits for the disk to have them; the next
run sees that their content is wrong and writes them again.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress

from dipeo.errors import CommitError

from . import interrupts
from .commit import Commit
from .database import Outside, Undecided
from .folders import Folders
from .intent import Intent, Newer, Unreadable, intent_of
from .memo import Stat
from .private import DONE, HOME, JOURNAL, PARTIAL, STAGE
from .undo import lost_folder, undo

_LATER = "the next run asks again, and then undoes or keeps the files"
_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


def apply(
    root: str,
    changes: Mapping[str, bytes | None],
    found: Mapping[str, Stat | None] | None = None,
    outside: Outside | None = None,
) -> None:
    """Write or (None) remove every file; paths are relative to `root`, without links.

    `found` is what was at some of the paths when somebody looked, None for nothing; it
    must be there still. `outside` is committed with them. Raises CommitError with nothing
    changed. SIGINT and SIGTERM undo a commit that has begun, or take effect after it.
    """
    if not changes:
        _alone(outside)
        return
    with interrupts.deferred(), Folders(root) as folders:
        commit = Commit(folders)
        try:
            mark = outside.mark() if outside else None
            commit.begin(changes, found or {}, mark)
            commit.carry_out(changes)
            if outside is not None:
                outside.commit()
            commit.conclude()
        except OSError as error:
            raise _given_up(commit, error) from error
        except Undecided as error:
            raise CommitError(f"{error}; {_LATER}") from error
        except BaseException:
            with suppress(OSError):  # the journal stays, and the next run undoes
                undo(commit)
            raise


def recover(
    root: str, is_committed: Callable[[Mapping[str, str]], bool] | None = None
) -> list[str]:
    """Finish or undo what a crash cut off; what a person should know about it.

    For the holder of the workspace's lock. `is_committed` asks outside whether what has
    this mark was committed there; it raises Undecided. Raises CommitError where it cannot
    be done.
    """
    with Folders(root) as folders:
        commit = Commit(folders)
        try:
            _recover(commit, is_committed)
        except OSError as error:
            message = "; what an interrupted run left there cannot be put in order"
            raise CommitError(commit.explain(error) + message) from error
        return commit.notes


def _alone(outside: Outside | None) -> None:
    """Commit what is outside, when no file changes."""
    if outside is None:
        return
    try:
        outside.mark()
        with interrupts.deferred():
            outside.commit()
    except Undecided as error:
        raise CommitError(str(error)) from error


def _given_up(commit: Commit, reason: OSError) -> CommitError:
    """Undo; the error that says why, and how the files are now."""
    message = commit.explain(reason)
    try:
        undo(commit)
    except OSError as error:
        return CommitError(
            f"{message}; undoing what was written failed too"
            f" ({commit.explain(error)}): the next run does it"
        )
    return CommitError("; ".join([message, "nothing was written", *commit.notes]))


# After a crash -------------------------------------------------------------------------


def _recover(
    commit: Commit, is_committed: Callable[[Mapping[str, str]], bool] | None
) -> None:
    names = commit.folders.names(HOME)
    if JOURNAL in names:
        _settle_interrupted(commit, is_committed)
    if DONE in commit.folders.names(HOME):
        with suppress(Unreadable, Newer, OSError):
            commit.intent = _load(commit, DONE)
            commit.clean()
    _drop_leftovers(commit)


def _settle_interrupted(
    commit: Commit, is_committed: Callable[[Mapping[str, str]], bool] | None
) -> None:
    try:
        commit.intent = _load(commit, JOURNAL)
    except Unreadable:
        _put_aside(commit)
        return
    except Newer as error:
        raise CommitError(
            f"{HOME}/{JOURNAL} was written by a newer version of DiPeO ({error}): run"
            " that version once, it puts in order what an interrupted run left"
        ) from None
    commit.journaled = commit.crashed = True
    if commit.intent.outside is not None and _is_committed(commit, is_committed):
        commit.conclude()
        return
    with suppress(FileExistsError):
        os.mkdir(commit.stage_name, dir_fd=commit.home)
    undo(commit)


def _is_committed(
    commit: Commit, is_committed: Callable[[Mapping[str, str]], bool] | None
) -> bool:
    assert commit.intent.outside is not None
    if is_committed is None:
        raise CommitError(f"{HOME}/{JOURNAL} names a database that nobody can ask here")
    try:
        return is_committed(commit.intent.outside)
    except Undecided as error:
        message = "an interrupted run wrote to a database, and whether it committed is"
        raise CommitError(f"{message} not known: {error}; {_LATER}") from None


def _load(commit: Commit, name: str) -> Intent:
    """What a journal says. Raises Unreadable, Newer."""
    commit.at = f"{HOME}/{name}"
    handle = os.open(name, _READ, dir_fd=commit.home)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise Unreadable
        with open(handle, "rb", closefd=False) as file:
            return intent_of(file.read())
    finally:
        os.close(handle)


def _put_aside(commit: Commit) -> None:
    """Keep a damaged journal and all that it could have put back."""
    lost = lost_folder(commit)
    names = [n for n in commit.folders.names(HOME) if n.startswith(STAGE)]
    for name in [*names, JOURNAL]:
        target = commit.folders.handle(lost)
        os.rename(name, name, src_dir_fd=commit.home, dst_dir_fd=target)
    commit.notes.append(
        f"{HOME}/{JOURNAL} is damaged, so that an interrupted run cannot be undone:"
        f" look over the generated files; their old versions are kept in {lost}"
    )


def _drop_leftovers(commit: Commit) -> None:
    """Delete what no journal speaks of."""
    for name in commit.folders.names(HOME):
        with suppress(OSError):
            if name in (DONE, PARTIAL):
                os.unlink(name, dir_fd=commit.home)
            elif name.startswith(STAGE):
                commit.drop_stage(name)
