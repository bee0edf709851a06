"""`dipeo init`: what it finds, what it writes, what it leaves alone, and that the printed command works."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dipeo.kit.project import recognise
from tests import typescript
from tests.workspace import Done, dipeo, put, tree

WITHOUT = "nothing was written"


def init(root: Path, *arguments: str, answers: str = "") -> Done:
    return dipeo(root, "init", *arguments, stdin=answers.encode())


def made(root: Path, *arguments: str) -> list[str]:
    """The files that the printed command makes after `dipeo init`."""
    assert init(root, "--yes", *arguments).code == 0
    before = tree(root).keys()
    done = dipeo(root, "run", "generate")
    assert (done.code, done.err) == (0, "")
    return sorted(tree(root).keys() - before)


def project(root: Path, *files: str) -> Path:
    for name in files:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"workspaces": ["*"]}' if name == "package.json" else "")
    return root


def test_an_empty_folder_gets_a_back_end_and_a_front_end(tmp_path: Path) -> None:
    assert made(tmp_path) == [
        "backend/generated/__init__.py",
        "backend/generated/customer.py",
        "backend/generated/item.py",
        "backend/generated/order.py",
        "frontend/src/generated/customer.ts",
        "frontend/src/generated/index.ts",
        "frontend/src/generated/item.ts",
        "frontend/src/generated/order.ts",
    ]
    mypy = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "generated"]
    done = subprocess.run(
        mypy, cwd=tmp_path / "backend", capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")
    typescript.check(tmp_path, "frontend/src/generated")


def test_every_target_at_once(tmp_path: Path) -> None:
    targets = ("python=models", "typescript=./web/", "graphql", "json-schema=a/b")
    files = made(tmp_path, *(f"--target={target}" for target in targets))
    assert [path for path in files if "order" in path or "scalars" in path] == [
        "a/b/order.schema.json",
        "graphql/order.graphql",
        "graphql/scalars.graphql",
        "models/order.py",
        "web/order.ts",
    ]


def test_the_second_run_has_nothing_to_do(tmp_path: Path) -> None:
    made(tmp_path)
    done = dipeo(tmp_path, "run", "generate")
    assert done.out.startswith(
        "generate: 3 specs, 8 files: 0 written, 8 unchanged, 0 removed"
    )


def test_what_init_writes_is_no_news_to_git(tmp_path: Path) -> None:
    made(tmp_path)
    assert (tmp_path / ".dipeo/.gitignore").read_text() == "*\n"


# What a folder is ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "places"),
    [
        ((), {}),
        (("readme.md",), {}),
        (("main.py",), {"python": "generated"}),
        (("shop/__init__.py",), {"python": "shop/generated"}),
        (("pyproject.toml",), {"python": "generated"}),
        (("setup.py", "src/a/__init__.py"), {"python": "src/a/generated"}),
        (
            (
                "pyproject.toml",
                "docs/__init__.py",
                "tests/__init__.py",
                "z/__init__.py",
            ),
            {"python": "z/generated"},
        ),
        (("web/tsconfig.json", "web/package.json"), {"typescript": "web/generated"}),
        (
            ("package.json", "packages/ui/package.json", "packages/ui/src/a.ts"),
            {"typescript": "packages/ui/src/generated"},
        ),
        (
            ("api/pyproject.toml", "api/src/shop/__init__.py", "web/package.json")
            + ("web/tsconfig.json", "web/src/main.ts"),
            {"python": "api/src/shop/generated", "typescript": "web/src/generated"},
        ),
        (("node_modules/a/package.json", "node_modules/a/tsconfig.json"), {}),
        ((".venv/pyproject.toml", "dist/setup.py"), {}),
        (("web/package.json", "web/index.js"), {}),
    ],
)
def test_a_project_is_recognised(
    tmp_path: Path, files: tuple[str, ...], places: dict[str, str]
) -> None:
    root = project(tmp_path, *files)
    for package in root.glob("**/package.json"):
        if package.parent != root:
            package.write_text("{}")
    assert recognise(root) == places


def test_the_package_of_the_project_s_name_is_the_one(tmp_path: Path) -> None:
    root = project(tmp_path, "src/a/__init__.py", "src/web_shop/__init__.py")
    (root / "pyproject.toml").write_text('[project]\nname = "Web-Shop"\n')
    assert recognise(root) == {"python": "src/web_shop/generated"}


def test_broken_project_files_are_no_obstacle(tmp_path: Path) -> None:
    root = project(tmp_path, "a/__init__.py")
    (root / "pyproject.toml").write_text("[[[")
    (root / "package.json").write_text("{")
    assert recognise(root) == {"python": "a/generated"}


# Questions -------------------------------------------------------------------------------------------


def test_three_questions(tmp_path: Path) -> None:
    done = init(tmp_path, answers="python, graphql\npython=src/a\ny\n")
    assert done.code == 0
    questions = [line for line in done.out.split("] ") if "?" in line]
    assert len(questions) == 3
    manifest = json.loads((tmp_path / "files/codegen/manifest.json").read_text())
    patterns = [entry["output_pattern"] for entry in manifest["generators"].values()]
    assert patterns == [
        "src/a/{node_name}.py",
        "src/a/__init__.py",
        "graphql/{node_name}.graphql",
        "graphql/scalars.graphql",
    ]


def test_no_is_an_answer(tmp_path: Path) -> None:
    done = init(tmp_path, answers="\n\nn\n")
    assert (done.code, done.out.splitlines()[-1][-len(WITHOUT) :]) == (0, WITHOUT)
    assert tree(tmp_path) == {}


def test_an_answer_that_means_nothing_is_asked_for_again(tmp_path: Path) -> None:
    answers = "pyhton\npython\nnonsense=x\npython=api\nyes\n"
    done = init(tmp_path, answers=answers)
    assert (done.code, done.more) == (0, ())
    wrong, other = done.err.splitlines()
    assert wrong == "there is no target 'pyhton', did you mean 'python'?; once more:"
    assert other.startswith("there is no target 'nonsense'; known: ")
    assert "\n  api/  python\n" in done.out


def test_without_anybody_to_ask(tmp_path: Path) -> None:
    done = init(tmp_path)
    assert (done.code, done.err) == (
        2,
        "error: standard input has ended: `--yes` takes the answers in brackets\n",
    )
    assert tree(tmp_path) == {}


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("pyhton", "there is no target 'pyhton', did you mean 'python'?"),
        (
            "python=../x",
            "the folder of python: '../x' is no path for a document: '..' would leave the workspace or its folder",
        ),
    ],
)
def test_wrong_targets(tmp_path: Path, target: str, message: str) -> None:
    done = init(tmp_path, "--yes", "--target", target)
    assert (done.code, done.err) == (2, f"error: {message}\n")
    assert tree(tmp_path) == {}


# What is there already -------------------------------------------------------------------------------


def test_a_dry_run_says_all_and_writes_nothing(tmp_path: Path) -> None:
    done = init(tmp_path, "--yes", "--dry-run")
    assert done.code == 0
    assert done.out.splitlines()[2].strip() == "new   dipeo.toml"
    assert done.out.splitlines()[-1] == f"{WITHOUT}: this was a dry run"
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    put(tmp_path, {"files/codegen/manifest.json": "mine"})
    before = tree(tmp_path)
    done = init(tmp_path, "--yes")
    assert done.code == 2
    assert done.err == (
        "error: files are there that the kit would write otherwise, so nothing was written:\n"
        "  files/codegen/manifest.json\n"
        "rename or remove them, or run `dipeo init` in another folder\n"
    )
    assert tree(tmp_path) == before


def test_a_workspace_is_not_made_twice(tmp_path: Path) -> None:
    assert init(tmp_path, "--yes").code == 0
    done = init(tmp_path, "--yes")
    assert (done.code, done.err) == (
        2,
        "error: 'dipeo.toml' says that this is a workspace already; `dipeo init --update`"
        " merges a newer kit into it\n",
    )


def test_another_folder_is_made(tmp_path: Path) -> None:
    done = init(tmp_path, "my shop", "--yes")
    assert "\n  cd 'my shop'\n  dipeo run generate\n" in done.out
    assert (tmp_path / "my shop/dipeo.toml").is_file()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    done = init(tmp_path, "a", "--yes")
    assert (done.code, done.err) == (2, "error: 'a' is not a folder\n")


# The kit in use --------------------------------------------------------------------------------------


def test_a_mistake_in_a_specification_stops_the_run(tmp_path: Path) -> None:
    made(tmp_path)
    before = tree(tmp_path)
    order = tmp_path / "files/codegen/specifications/types/order.json"
    order.write_text(order.read_text().replace('"customer", "req', '"custmer", "req'))
    done = dipeo(tmp_path, "run", "generate", "--quiet")
    assert done.code == 2
    assert "no specification has the type 'custmer', did you mean 'customer'?" in (
        done.err
    )
    order.unlink()
    assert tree(tmp_path) == {
        path: before[path]
        for path in before
        if path != str(order.relative_to(tmp_path))
    }


def test_a_specification_more_is_a_file_more(tmp_path: Path) -> None:
    made(tmp_path)
    put(
        tmp_path,
        {
            "files/codegen/specifications/types/order_note.json": """
            {"type": "order_note", "kind": "type", "fields": [{"name": "text", "type": "string"}]}
            """
        },
    )
    assert dipeo(tmp_path, "run", "generate").code == 0
    assert (tmp_path / "backend/generated/order_note.py").is_file()
    assert (tmp_path / "frontend/src/generated/order-note.ts").is_file()
    index = (tmp_path / "backend/generated/__init__.py").read_text()
    assert "from .order_note import OrderNote\n" in index


def test_no_specification_is_no_mistake(tmp_path: Path) -> None:
    assert init(tmp_path, "--yes").code == 0
    for path in (tmp_path / "files/codegen/specifications/types").iterdir():
        path.unlink()
    done = dipeo(tmp_path, "run", "generate")
    assert done.code == 0
    assert (
        (tmp_path / "frontend/src/generated/index.ts")
        .read_text()
        .endswith("\n\nexport {};\n")
    )
