"""The documentation: every page followed in an empty folder, the reference true, the site built without a warning."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit import ROOT
from tests.pages import Reader
from tools.reference import PAGES_OF

FOLLOWED = [
    "tutorial",
    "how-to/import",
    "how-to/breaking",
    "how-to/lineage",
    "how-to/ci",
    "how-to/update",
    "reference/diagrams",
    "reference/errors",
]


@pytest.mark.parametrize("page", FOLLOWED)
def test_a_page_does_what_it_says(page: str, tmp_path: Path) -> None:
    Reader(tmp_path).follow(ROOT / f"docs/{page}.md")


@pytest.mark.parametrize("page", PAGES_OF)
def test_the_reference_is_what_the_code_says(page: str) -> None:
    text = (ROOT / f"docs/reference/{page}.md").read_text(encoding="utf-8")
    assert text == PAGES_OF[page](), "run `make reference`"


def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    done = subprocess.run(
        [*command, "--site-dir", str(tmp_path / "site")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site/tutorial.html").is_file()
