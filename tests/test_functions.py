"""Users' functions: from files and texts to something to call, and what is said when there is none."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from dipeo.core.functions import Functions, user_error
from dipeo.core.store import FileStore, MemoryStore
from dipeo.errors import DipeoError, NodeError, PurityError
from tests.workspace import put

ROOT = "files/codegen/code"


def functions(files: dict[str, str]) -> Functions:
    sources = {path: dedent(text).encode() for path, text in files.items()}
    return Functions(MemoryStore(sources), [f"{ROOT}"])


def said(files: dict[str, str], path: str, name: str = "main") -> str:
    with pytest.raises(DipeoError) as caught:
        functions(files).load(path, name)
    return str(caught.value)


def test_a_file_of_a_code_root_imports_relatively_from_the_whole_root() -> None:
    files = {
        f"{ROOT}/backend/generators/model.py": """
            from ...shared.names import pascal
            from ..utils import mapper
            from .. import utils
            from . import sibling

            def main(inputs):
                return [pascal("a"), mapper.kind(1), utils.mapper is mapper, sibling.X]
        """,
        f"{ROOT}/backend/generators/sibling.py": "X = __name__.rpartition('.')[2]",
        f"{ROOT}/backend/utils/mapper.py": "def kind(x): return type(x).__name__",
        f"{ROOT}/shared/__init__.py": "FROM = 'shared'",
        f"{ROOT}/shared/names.py": "from . import FROM\n\ndef pascal(x): return FROM + x",
    }
    main = functions(files).load(f"{ROOT}/backend/generators/model.py", "main")
    assert main({}) == ["shareda", "int", True, "sibling"]


def test_any_other_file_imports_from_its_own_folder_on() -> None:
    files = {
        "gen/a.py": "from .inner.b import B\n\ndef main(inputs): return B",
        "gen/inner/b.py": "B = 'inner'",
        "c.py": "from .d import D\n\ndef main(inputs): return D",
        "d.py": "D = 'top'",
    }
    loaded = functions(files)
    assert loaded.load("gen/a.py", "main")({}) == "inner"
    assert loaded.load("c.py", "main")({}) == "top"


def test_a_root_that_a_workspace_names_is_one_package() -> None:
    store = MemoryStore(
        {"lib/a/b.py": b"from ..c import main", "lib/c.py": b"main = len"}
    )
    assert Functions(store, ["lib"]).load("lib/a/b.py", "main")([1, 2]) == 2
    with pytest.raises(NodeError) as caught:
        Functions(store).load("lib/a/b.py", "main")
    assert str(caught.value) == (
        "lib/a/b.py:1: ImportError: attempted relative import beyond top-level package"
    )


def test_a_module_of_the_users_may_be_called_like_one_of_pythons() -> None:
    files = {
        "code/json.py": "import json\n\ndef main(inputs): return json.dumps(inputs)",
        "code/enum.py": "from .json import main",
    }
    assert functions(files).load("code/enum.py", "main")([1]) == "[1]"


def test_an_edit_is_a_fresh_import_and_two_versions_live_side_by_side() -> None:
    helper = "def main(inputs): return '{}'"
    old = functions({"g/x.py": "from .h import main", "g/h.py": helper.format("old")})
    new = functions({"g/x.py": "from .h import main", "g/h.py": helper.format("new")})
    loaded = [each.load("g/x.py", "main") for each in (old, new)]
    assert [main({}) for main in loaded] == ["old", "new"]


def test_the_same_code_is_imported_once_in_a_process() -> None:
    files = {
        "g/x.py": "LIST = []\n\ndef main(inputs): LIST.append(1); return len(LIST)"
    }
    counts = [functions(files).load("g/x.py", "main")({}) for _ in range(3)]
    assert counts == [1, 2, 3]


def test_two_workspaces_with_the_same_code_do_not_share_it(tmp_path: Path) -> None:
    code = "LIST = []\n\ndef main(inputs): LIST.append(1); return len(LIST)"
    for name in ("one", "two"):
        root = put(tmp_path / name, {"g/x.py": code})
        assert Functions(FileStore(root)).load("g/x.py", "main")({}) == 1


def test_loading_leaves_the_import_path_and_pythons_modules_alone(
    tmp_path: Path,
) -> None:
    before = list(sys.path), {name for name in sys.modules if "dipeo_code_" not in name}
    root = put(tmp_path, {f"{ROOT}/code/x.py": "def main(inputs): return __file__"})
    assert Functions(FileStore(root)).load(f"{ROOT}/code/x.py", "main")({}) == (
        f"{ROOT}/code/x.py"
    )
    after = list(sys.path), {name for name in sys.modules if "dipeo_code_" not in name}
    assert before == after
    assert not list(tmp_path.rglob("__pycache__"))


def test_code_that_is_a_text() -> None:
    loaded = functions({})
    assert loaded.inline("def double(x):\n    return x * 2", "double")(4) == 8
    with pytest.raises(NodeError) as caught:
        loaded.inline("def mein(x): ...", "main")
    assert (
        str(caught.value) == "<code>: it has no function 'main', did you mean 'mein'?"
    )


@pytest.mark.parametrize(
    ("files", "path", "message"),
    [
        ({"g/x.py": ""}, "g/y.py", "there is no file 'g/y.py', did you mean 'g/x.py'?"),
        ({}, "/g/x.py", "'/g/x.py' is not relative to the workspace"),
        (
            {},
            "g/../x.py",
            "'g/../x.py' is no path for a document: '..' would leave the workspace or its"
            " folder",
        ),
        (
            {".git/x.py": "def main(inputs): ..."},
            ".git/x.py",
            "'.git/x.py' is no path for a document: diagrams may not touch '.git'",
        ),
        (
            {"g/x.txt": ""},
            "g/x.txt",
            "g/x.txt: a file of functions is called like `name.py`",
        ),
        (
            {"g/x.v2.py": ""},
            "g/x.v2.py",
            "g/x.v2.py: a file of functions is called like `name.py`",
        ),
        (
            {"g/x.py": "def mian(inputs): ..."},
            "g/x.py",
            "g/x.py: it has no function 'main', did you mean 'mian'?",
        ),
        (
            {"g/x.py": "main = 1\n_hidden = len"},
            "g/x.py",
            "g/x.py: it has no function 'main'",
        ),
        (
            {"g/x.py": "async def main(inputs): ..."},
            "g/x.py",
            "g/x.py: 'main' is async; write a plain function",
        ),
        (
            {"g/x.py": "x = 1\ndef main(inputs)\n"},
            "g/x.py",
            "g/x.py:2:17: broken Python: expected ':'",
        ),
        (
            {"g/x.py": "from . import h", "g/h.py": "é = ]"},
            "g/x.py",
            "g/h.py:1:5: broken Python: unmatched ']'",
        ),
        (
            {"g/x.py": "x = '\0'"},
            "g/x.py",
            "g/x.py: broken Python: source code string cannot contain null bytes",
        ),
        (
            {"g/x.py": "from .helper import x"},
            "g/x.py",
            "g/x.py:1: ModuleNotFoundError: No module named 'g.helper'",
        ),
        (
            {"g/x.py": "from . import helper"},
            "g/x.py",
            "g/x.py:1: ImportError: cannot import name 'helper' from 'g' (g/__init__.py)",
        ),
        (
            {"g/x.py": "import no_such_library"},
            "g/x.py",
            "g/x.py:1: ModuleNotFoundError: No module named 'no_such_library'",
        ),
        (
            {"g/x.py": "\nX = 1 / 0"},
            "g/x.py",
            "g/x.py:2: ZeroDivisionError: division by zero",
        ),
        (
            {"g/x.py": "raise SystemExit"},
            "g/x.py",
            "g/x.py:1: SystemExit",
        ),
    ],
)
def test_what_cannot_be_loaded(files: dict[str, str], path: str, message: str) -> None:
    assert said(files, path) == message


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(NodeError) as caught:
        Functions(MemoryStore({"g/x.py": b"\nx = '\xff'"})).load("g/x.py", "main")
    assert str(caught.value) == "g/x.py:2:6: byte 0xff is not UTF-8 text"


def test_what_failed_once_fails_again() -> None:
    swallows = (
        "try:\n    import time; NOW = time.time()\nexcept BaseException:\n    pass\n"
    )
    loaded = functions({"g/x.py": f"{swallows}def main(inputs): return 1"})
    for _ in range(2):
        with pytest.raises(PurityError, match=r"called time\.time at g/x\.py:2"):
            loaded.load("g/x.py", "main")


def test_what_may_do_as_it_likes_is_loaded_apart() -> None:
    code = "import os\nCWD = os.getcwd()\n\ndef main(inputs): return CWD"
    loaded = functions({"g/x.py": code})
    assert loaded.load("g/x.py", "main", pure=False)({}) == str(Path.cwd())
    with pytest.raises(PurityError, match=r"called os\.getcwd at g/x\.py:2"):
        loaded.load("g/x.py", "main")
    assert loaded.inline(code, "main", pure=False)({}) == str(Path.cwd())
    with pytest.raises(PurityError, match=r"called os\.getcwd at <code>:2"):
        loaded.inline(code, "main")


# Errors of functions ---------------------------------------------------------------------------------


def failure(files: dict[str, str]) -> NodeError:
    main = functions(files).load("g/x.py", "main")
    with pytest.raises(Exception) as caught:  # noqa: PT011
        main({})
    return user_error(caught.value, "g/x.py")


def test_an_error_comes_with_the_traceback_of_the_users_files_alone() -> None:
    error = failure(
        {
            "g/x.py": """
                import json
                from .h import helper

                def main(inputs):
                    return helper(lambda: json.loads("{"))
            """,
            "g/h.py": "def helper(f):\n    return f()",
        }
    )
    assert str(error) == (
        "g/x.py:6: JSONDecodeError: Expecting property name enclosed in double quotes:"
        " line 1 column 2 (char 1)"
    )
    assert error.detail == dedent(
        """\
        g/x.py:6 in main
            return helper(lambda: json.loads("{"))
        g/h.py:2 in helper
            return f()
        g/x.py:6 in <lambda>
            return helper(lambda: json.loads("{"))"""
    )


def test_an_error_without_a_text_is_its_type() -> None:
    error = failure({"g/x.py": "def main(inputs):\n    assert not True"})
    assert str(error) == "g/x.py:2: AssertionError"


def test_a_wrong_signature_is_placed_at_the_file() -> None:
    error = failure({"g/x.py": "def main(): ..."})
    message = "main() takes 0 positional arguments but 1 was given"
    assert (str(error), error.detail) == (f"g/x.py: TypeError: {message}", "")


def test_a_long_traceback_is_cut_in_the_middle() -> None:
    error = failure({"g/x.py": "def main(inputs):\n    return main(inputs)"})
    assert str(error) == "g/x.py:2: RecursionError: maximum recursion depth exceeded"
    call = "g/x.py:2 in main\n    return main(inputs)\n" * 6
    detail = re.sub(r"\d+ more calls", "many more calls", error.detail)
    assert detail == f"{call}… many more calls …\n{call.rstrip()}"
