"""Purity: what a user's function may not reach, each with the whole error, and what it may."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest

from dipeo.core import purity
from dipeo.core.functions import Functions
from dipeo.core.store import MemoryStore
from dipeo.errors import PurityError

ROOT = Path(__file__).resolve().parent.parent


def call(source: str, inputs: Any = None) -> Any:
    """What `main` of a Python source returns, called as a pure function."""
    main = Functions(MemoryStore({"g/x.py": source.encode()})).load("g/x.py", "main")
    with purity.enforced():
        return main(inputs)


def body(text: str) -> str:
    return "def main(inputs):\n" + indent(dedent(text), "    ")


def said(source: str) -> str:
    with pytest.raises(PurityError) as caught:
        call(source)
    return str(caught.value)


def stopped(what: str, where: str) -> str:
    return (
        f"a pure function {what} at {where}; data comes in by connections and goes out"
        " by the return value, and files are read and written by db nodes"
        " (`allow_io: true` on the node lifts this)"
    )


CALLS = [
    # files
    ("open('/etc/passwd')", "open('/etc/passwd')"),
    ("import io; io.FileIO('x')", "open('x')"),
    ("import builtins; builtins.open('x')", "open('x')"),
    ("import codecs; codecs.open('x')", "open('x')"),
    ("import zipfile; zipfile.ZipFile('x')", "open('x')"),
    ("import configparser; configparser.ConfigParser().read('x')", "open('x')"),
    ("import linecache; linecache.getline('/etc/passwd', 1)", "open('/etc/passwd')"),
    ("from pathlib import Path; Path('x').exists()", "pathlib.Path"),
    ("import pathlib; pathlib.Path.home()", "pathlib.Path.home"),
    ("import os; os.listdir('.')", "os.listdir"),
    ("import os; os.stat('.')", "os.stat"),
    ("from os import walk; list(walk('.'))", "os.walk"),
    ("import os.path; os.path.exists('x')", "os.path.exists"),
    ("from os.path import getmtime; getmtime('/')", "os.path.getmtime"),
    ("import posixpath; posixpath.isfile('/')", "posixpath.isfile"),
    ("import os; os.remove('x')", "os.remove"),
    ("import os; os.write(1, b'x')", "os.write"),
    ("import shutil; shutil.which('sh')", "shutil.which"),
    ("import glob; glob.glob('*')", "glob.glob('*')"),
    ("import tempfile; tempfile.mkdtemp()", "tempfile.mkdtemp"),
    ("import sqlite3; sqlite3.connect(':memory:')", "sqlite3.connect(':memory:')"),
    ("import mmap; mmap.mmap(-1, 10)", "mmap.__new__(-1)"),
    ("import pkgutil; pkgutil.get_data('json', 'tool.py')", None),
    # the environment, and the machine
    ("import os; os.getenv('HOME')", "os.getenv"),
    ("import os; os.getcwd()", "os.getcwd"),
    ("import os; os.cpu_count()", "os.cpu_count"),
    ("import platform; platform.node()", "platform.node"),
    ("import getpass; getpass.getuser()", "getpass.getuser"),
    ("input()", "builtins.input(None)"),
    # clocks
    ("import time; time.time()", "time.time"),
    ("from time import perf_counter as now; now()", "time.perf_counter"),
    ("import time; time.sleep(0)", "time.sleep"),
    ("import time; time.strftime('%Y')", "time.strftime"),
    ("import time; time.localtime(0)", "time.localtime"),
    ("import datetime; datetime.datetime.now()", "datetime.datetime.now"),
    ("from datetime import datetime; datetime.utcnow()", "datetime.datetime.utcnow"),
    ("from datetime import date as d; d.today()", "datetime.date.today"),
    ("from datetime import datetime; datetime(1, 1, 1).now()", "datetime.datetime.now"),
    (
        "from datetime import datetime; datetime.fromtimestamp(0)",
        "datetime.datetime.fromtimestamp",
    ),
    ("from email.utils import formatdate; formatdate()", "email.utils.formatdate"),
    # sockets
    ("import socket; socket.socket()", "socket.socket"),
    (
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')",
        "urllib.Request('http://127.0.0.1:9')",
    ),
    # processes, threads, native code
    ("import subprocess; subprocess.run(['true'])", "subprocess.run"),
    ("import os; os.system('true')", "os.system"),
    ("import os; os._exit(3)", "os._exit"),
    ("import multiprocessing as m; m.Process().start()", "multiprocessing.Process"),
    ("import threading; threading.Thread().start()", "threading.Thread"),
    (
        "from concurrent.futures import ThreadPoolExecutor as T; T().submit(print)",
        "concurrent.futures.ThreadPoolExecutor",
    ),
    ("import asyncio; asyncio.new_event_loop()", "asyncio.new_event_loop"),
    ("import ctypes; ctypes.CDLL(None)", "ctypes.dlopen(None)"),
    ("import signal; signal.alarm(1)", "signal.alarm"),
    ("import atexit; atexit.register(print)", "atexit.register"),
    # chance
    ("import random; random.random()", "random.random"),
    ("from random import choice; choice([1])", "random.choice"),
    ("import random; random.Random()", "random.Random"),
    ("import uuid; uuid.uuid4()", "uuid.uuid4"),
    ("import secrets; secrets.token_hex()", "secrets.token_hex"),
    ("import os; os.urandom(1)", "os.urandom"),
    # ways around
    ("import importlib; importlib.import_module('time').time()", "time.time"),
    ("__import__('os').getcwd()", "os.getcwd"),
    ("import builtins; builtins.__import__('time').time()", "time.time"),
    ("exec('import time; time.time()')", "time.time"),
    ("eval('open')('x')", "open('x')"),
    ("import posix; posix.getcwd()", "posix.getcwd"),
    ("import shutil; shutil.os.getcwd()", "os.getcwd"),
]
READS = [
    ("import os; os.environ['HOME']", "os.environ"),
    ("import os; len(os.environ)", "os.environ"),
    ("import os; os.environ['HOME'] = ''", "os.environ"),
    ("from os import environ", "os.environ"),
    ("import sys; sys.argv", "sys.argv"),
    ("import sys; sys.stdin.read()", "sys.stdin"),
    ("import sys; sys.stdout.write('x')", "sys.stdout"),
    ("import sys; sys.modules['time'].time()", "sys.modules"),
]


@pytest.mark.parametrize(("source", "call_"), CALLS, ids=[text for text, _ in CALLS])
def test_a_pure_function_may_not_call(source: str, call_: str | None) -> None:
    if call_ is None:
        import json.tool

        call_ = f"open({json.tool.__file__!r})"
    assert said(body(source)) == stopped(f"called {call_}", "g/x.py:2")


@pytest.mark.parametrize(("source", "name"), READS, ids=[text for text, _ in READS])
def test_a_pure_function_may_not_read(source: str, name: str) -> None:
    assert said(body(source)) == stopped(f"read {name}", "g/x.py:2")


ALLOWED = [
    "import json, re, textwrap, itertools, math; return json.dumps(math.pi)",
    "import hashlib; return hashlib.sha256(b'x').hexdigest()",
    "import decimal, fractions, statistics; return statistics.mean([1, 2])",
    "import unicodedata; return unicodedata.name('é')",
    "import xml.etree.ElementTree as tree; return tree.fromstring('<a/>').tag",
    "import io; return io.StringIO('x').read()",
    "import jinja2; return jinja2.Template('{{ a }}').render(a=1)",
    "import random; return random.Random(1).random()",
    "from datetime import datetime, timedelta; return datetime(1, 1, 1) + timedelta(1)",
    "from datetime import date; return date.fromisoformat('2020-02-29').isoformat()",
    "from datetime import datetime, UTC; return datetime.fromtimestamp(0, UTC)",
    "import time; return time.strftime('%Y', time.gmtime(0))",
    "from pathlib import PurePosixPath; return PurePosixPath('a') / 'b'",
    "import os; return os.path.join('a', os.path.basename('b/c')) + os.sep + os.linesep",
    "import uuid; return uuid.uuid5(uuid.NAMESPACE_URL, 'x')",
    "import threading; return threading.Lock().acquire()",
    "import sys; return sys.maxsize + sys.version_info[0]",
    "import warnings; warnings.simplefilter('ignore'); warnings.warn('x'); return 1",
    "import traceback; return traceback.format_stack()",
    "print('x'); return 1",
]


@pytest.mark.parametrize("source", ALLOWED)
def test_a_pure_function_may(source: str) -> None:
    assert call(body(source))


def test_classes_of_clocks_are_still_classes() -> None:
    source = """
        from datetime import date, datetime
        from pathlib import Path
        day, moment = date(2020, 2, 29), datetime(2020, 2, 29)

        class Day(date):
            pass

        def hint(path: Path | None, day: date | None) -> list[Path]: ...

        return [
            isinstance(moment, date), issubclass(datetime, date), type(day) is date,
            isinstance(day, Day), isinstance(Day(1, 1, 1), date), {date: 1}[date],
            repr(day), repr(date), str(moment), isinstance("x", Path),
        ]
    """
    assert call(body(source)) == [
        *(True, True, True, False, True, 1),
        *("datetime.date(2020, 2, 29)", "<class 'datetime.date'>"),
        *("2020-02-29 00:00:00", False),
    ]


def test_what_is_guarded_may_be_named_and_compared() -> None:
    source = """
        import os, pathlib, random
        from pathlib import Path, PurePath
        from random import Random

        class Dice(Random):
            pass

        kinds = {Path: "path", os.stat: "stat"}
        return [
            kinds[Path], pathlib.Path == Path, issubclass(Path, PurePath),
            issubclass(Dice, Random), list[Path] == list[Path], Dice(1).random() < 1,
            str(Path) == str(pathlib.Path), (None | Path) == (Path | None),
        ]
    """
    assert call(body(source)) == ["path"] + [True] * 7


def test_a_subclass_of_a_clock_is_one() -> None:
    source = """
        from datetime import datetime
        class Mine(datetime):
            pass
        Mine.now()
    """
    assert said(body(source)) == stopped("called datetime.datetime.now", "g/x.py:6")


def test_a_breach_that_is_swallowed_fails_all_the_same() -> None:
    source = """
        try:
            open("x")
        except BaseException:
            return {"generated_code": "looks fine"}
        finally:
            raise KeyError("another")
    """
    assert said(body(source)) == stopped("called open('x')", "g/x.py:4")


def test_the_first_breach_is_the_one_that_is_reported() -> None:
    source = """
        import os
        for name in ("a", "b"):
            try:
                os.getenv(name)
            except Exception:
                import time; time.sleep(0)
    """
    assert said(body(source)) == stopped("called os.getenv", "g/x.py:6")


def test_code_that_runs_when_a_file_is_imported_is_held_to_it_too() -> None:
    assert said("import os\n\nHOME = os.getenv('HOME')\ndef main(inputs): ...") == (
        stopped("called os.getenv", "g/x.py:3")
    )
    assert said("from os import environ\ndef main(inputs): ...") == (
        stopped("read os.environ", "g/x.py:1")
    )
    assert said("import time\ndef main(inputs, at=time.time()): ...") == (
        stopped("called time.time", "g/x.py:2")
    )


def test_a_helper_of_the_users_is_named_as_the_place() -> None:
    sources = {
        "g/x.py": b"from .helper import now\n\ndef main(inputs):\n    return now()",
        "g/helper.py": b"import time\n\ndef now():\n    return time.time()\n",
    }
    main = Functions(MemoryStore(sources)).load("g/x.py", "main")
    with pytest.raises(PurityError) as caught, purity.enforced():
        main({})
    assert str(caught.value) == stopped("called time.time", "g/helper.py:4")


def test_a_library_that_a_function_calls_is_held_to_it_too(tmp_path: Path) -> None:
    (tmp_path / "t.j2").write_text("x")
    source = f"""
        from jinja2 import Environment, FileSystemLoader
        Environment(loader=FileSystemLoader({str(tmp_path)!r})).get_template("t.j2")
    """
    found = stopped(f"called open({str(tmp_path / 't.j2')!r})", "g/x.py:4")
    assert said(body(source)) == found


def test_importing_a_module_of_pythons_or_a_library_is_no_breach() -> None:
    # in a process of its own, where nothing that the function imports is loaded yet
    program = """
        from dipeo.core import purity
        from dipeo.core.functions import Functions
        from dipeo.core.store import MemoryStore

        source = b"def main(inputs):\\n    import csv, jinja2.sandbox, plistlib\\n"
        main = Functions(MemoryStore({"g/x.py": source})).load("g/x.py", "main")
        with purity.enforced():
            main({})
        import sys
        print(sorted({"csv", "jinja2.sandbox", "plistlib"} & set(sys.modules)))
    """
    done = subprocess.run(
        [sys.executable, "-c", dedent(program)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("['csv', 'jinja2.sandbox', 'plistlib']\n", "")


def test_a_warning_is_shown_with_its_source_line(tmp_path: Path) -> None:
    # where the file of the source is within reach, showing it opens it
    source = "def main(inputs):\n    import warnings\n    warnings.warn('old', stacklevel=1)\n"
    (tmp_path / "g").mkdir()
    (tmp_path / "g/x.py").write_text(source)
    program = """
        from pathlib import Path
        from dipeo.core import purity
        from dipeo.core.functions import Functions
        from dipeo.core.store import FileStore

        main = Functions(FileStore(Path.cwd())).load("g/x.py", "main")
        with purity.enforced():
            main({})
    """
    done = subprocess.run(
        [sys.executable, "-c", dedent(program)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.stderr == (
        "g/x.py:3: UserWarning: old\n  warnings.warn('old', stacklevel=1)\n"
    )
    assert done.returncode == 0


class _Watcher:
    """Looks at a file whenever garbage is collected, as Dask's processes do."""

    def __init__(self) -> None:
        self.looks = 0

    def look(self, phase: str, info: dict[str, int]) -> None:
        with open(__file__):
            self.looks += 1


def test_what_is_called_when_garbage_is_collected_is_no_breach() -> None:
    watcher, thresholds = _Watcher(), gc.get_threshold()
    gc.callbacks.append(watcher.look)
    gc.set_threshold(10)
    try:
        assert call(body("return [[] for _ in range(100)]")) == [[]] * 100
    finally:
        gc.set_threshold(*thresholds)
        gc.callbacks.remove(watcher.look)
    assert watcher.looks > 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_users_function_that_is_called_then_is_held_to_it_too() -> None:
    source = """
        import gc

        def look(phase, info):
            if phase == "start":
                open("a.txt")

        def main(inputs):
            gc.callbacks.append(look)
            try:
                gc.collect()
            finally:
                gc.callbacks.remove(look)
    """
    assert said(dedent(source)).startswith("a pure function called open('a.txt')")


def test_printing_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    call(body("print('a', 1, sep='-'); import builtins; builtins.print('b')"))
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "a-1\nb\n")


def test_outside_a_pure_function_everything_is_as_ever() -> None:
    source = body(
        """
        import os, random, sys, time
        from datetime import datetime
        from pathlib import Path
        open(os.devnull).close()
        return [
            os.environ.get("DIPEO_NOT_SET"), os.getcwd(), Path("/").is_dir(),
            time.time() > 0, datetime.now() > datetime(2020, 1, 1), len(sys.argv) > 0,
            random.random() < 1,
        ]
        """
    )
    main = Functions(MemoryStore({"g/x.py": source.encode()})).load("g/x.py", "main")
    assert main({}) == [None, os.getcwd(), True, True, True, True, True]
