"""`python -m dipeo`, and the command `dipeo`."""

from __future__ import annotations

import atexit
import os
import signal
import sys


def main() -> None:
    """Run the command line; the process ends with its exit code."""
    try:
        from dipeo.cli import raise_again, run_command

        sys.unraisablehook = raise_again
        code = run_command(sys.argv[1:])
    except KeyboardInterrupt:  # before or after all that a command does
        code = 128 + signal.SIGINT
    for number in (signal.SIGINT, signal.SIGTERM):  # nothing is left to be cleaned up
        signal.signal(number, signal.SIG_DFL)
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # nobody reads any more
        pass
    os._exit(code)  # at once: taking apart all that a run has in memory takes long


if __name__ == "__main__":
    main()
