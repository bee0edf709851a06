"""Which paths a document may have."""

from __future__ import annotations

import pytest

from dipeo.core.paths import check_path, spelling
from dipeo.errors import PathError


@pytest.mark.parametrize(
    "path",
    [
        "a",
        "a/b.txt",
        "apps/web/src/__features__/x.ts",
        ".github/workflows/ci.yml",
        ".gitignore",
        "a b/c d.txt",
        "a.git/b",
        "console/nullable/common.py",
        "com10.txt",
        "größe/日本語/🙂.txt",
        "x" * 255,
        "/".join(["y" * 127] * 8),
    ],
)
def test_paths_that_documents_may_have(path: str) -> None:
    assert check_path(path) == path


def test_a_path_is_composed() -> None:
    assert check_path("cafe\u0301.txt") == "caf\u00e9.txt"


OUTSIDE = "is not relative to the workspace"
PRIVATE = "diagrams may not touch"
DEVICE = "is a device on some systems"
ENDS = "begins or ends with a space or ends with a dot"
LEAVES = "would leave the workspace or its folder"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/etc/passwd", OUTSIDE),
        ("~/x", OUTSIDE),
        ("C:/x", OUTSIDE),
        ("c:x", OUTSIDE),
        ("..", f"'..' {LEAVES}"),
        ("a/../../b", f"'..' {LEAVES}"),
        ("a/./b", f"'.' {LEAVES}"),
        ("a//b", "a name in it is empty"),
        ("a/", "a name in it is empty"),
        ("a\\..\\b", "the character '\\\\' is not allowed in names"),
        ("a\0b", "the character '\\x00' is not allowed in names"),
        ("a\nb", "the character '\\n' is not allowed in names"),
        ("aa:b", "the character ':' is not allowed in names"),
        ("a?", "the character '?' is not allowed in names"),
        ("a\u202egnp.ts", "the character '\\u202e' is not allowed in names"),
        ("a\u2028b", "the character '\\u2028' is not allowed in names"),
        ("\ud800", "the character '\\ud800' is not allowed in names"),
        ("a/NUL", f"'NUL' {DEVICE}"),
        ("con.txt", f"'con.txt' {DEVICE}"),
        ("aux .txt", f"'aux .txt' {DEVICE}"),
        ("LPT¹.md", f"'LPT¹.md' {DEVICE}"),
        ("a./b", f"'a.' {ENDS}"),
        ("a /b", f"'a ' {ENDS}"),
        (" a", f"' a' {ENDS}"),
        ("x" * 256, "a name in it is longer than 255 bytes"),
        ("é" * 128, "a name in it is longer than 255 bytes"),
        (".git/config", f"{PRIVATE} '.git'"),
        ("a/.GIT/hooks/x", f"{PRIVATE} '.GIT'"),
        (".dipeo/lock", f"{PRIVATE} '.dipeo'"),
        (".DiPeO/lock", f"{PRIVATE} '.DiPeO'"),
        (".g\u200cit/config", f"{PRIVATE} '.g\\u200cit'"),
        ("git~1/config", f"{PRIVATE} 'git~1'"),
    ],
)
def test_paths_that_no_document_may_have(path: str, reason: str) -> None:
    with pytest.raises(PathError) as error:
        check_path(path)
    shown = repr(path) if len(path) < 200 else f"{path[:80]!r}…"
    middle = " is no path for a document: " if reason is not OUTSIDE else " "
    assert str(error.value) == f"{shown}{middle}{reason}"


def test_paths_are_neither_empty_nor_long() -> None:
    with pytest.raises(PathError, match=r"^a path is empty$"):
        check_path("")
    with pytest.raises(PathError, match=r"…\ is\ longer\ than\ 1,024\ bytes$"):
        check_path("/".join(["y" * 128] * 8) + "/z")
    with pytest.raises(PathError) as error:
        check_path("../" * 100_000)
    assert len(str(error.value)) < 200


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A/b.TS", "a/B.ts"),
        ("Straße", "STRASSE"),
        ("café", "cafe\u0301"),
        ("ﬁle", "file"),
    ],
)
def test_spellings_of_one_path(one: str, other: str) -> None:
    assert spelling(one) == spelling(other)
