"""Kept regions: what survives the regeneration of a file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dipeo.core import keep
from dipeo.errors import NodeError

LINES = st.lists(st.text("ab \t\r\f\x85é{}", max_size=5).map(lambda t: t.strip("\r")))
NAMES = st.lists(st.from_regex(r"\A[a-z0-9_]([a-z.-]*[a-z0-9])?\Z"), unique=True)
COMMENTS = [
    "# {}",
    "  // {}",
    "/* {} */",
    "<!-- {} -->",
    "{{# {} #}}",
    '"""{}"""',
    "{}",
]


def file(parts: dict[str, list[str]], comment: str, first: list[str]) -> bytes:
    lines = list(first)
    for name, body in parts.items():
        lines.append(comment.format(f"dipeo:keep {name}"))
        lines += body
        lines.append(comment.format("dipeo:end"))
        lines.append("between")
    return "".join(f"{line}\n" for line in lines).encode()


def said(new: str, old: str) -> list[str]:
    with pytest.raises(NodeError) as caught:
        keep.merge("a.ts", new.encode(), old.encode())
    return [str(problem) for problem in caught.value.problems]


@given(st.data(), NAMES, st.sampled_from(COMMENTS), LINES, LINES)
def test_outside_is_the_new_version_and_inside_the_old_one(
    data: st.DataObject,
    names: list[str],
    comment: str,
    first: list[str],
    later: list[str],
) -> None:
    old = {name: data.draw(LINES) for name in names}
    offered = data.draw(st.permutations([*names, "another"]))
    new = {name: data.draw(LINES) for name in offered}
    merged = keep.merge("a", file(new, comment, later), file(old, comment, first))
    assert merged == file({**new, **old}, comment, later)
    assert keep.merge("a", file(new, comment, later), merged) == merged
    assert keep.skeleton(merged) == keep.skeleton(file(new, comment, later))
    held = [
        name for name, body in {**new, **old}.items() if "".join(body).encode().strip()
    ]
    assert keep.filled(merged) == held


def test_a_region_that_holds_something_is_never_lost() -> None:
    old = "# dipeo:keep a\nmine\n# dipeo:end\n# dipeo:keep b\n \n# dipeo:end\n"
    old += "# dipeo:keep c\nmine\n# dipeo:end\n"
    advice = "offer it in the template again, or empty it in the file"
    assert said("nothing\n", old) == [
        f"a.ts: the kept region 'a' has no place in the new version; {advice}",
        f"a.ts: the kept region 'c' has no place in the new version; {advice}",
    ]


def test_a_region_that_a_person_has_emptied_stays_empty() -> None:
    old, new = "# dipeo:keep a\n# dipeo:end\n", "# dipeo:keep a\nfirst\n# dipeo:end\n"
    assert keep.merge("a", new.encode(), old.encode()) == old.encode()


REGION = "// dipeo:keep a\n// dipeo:end\n"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("x\n// dipeo:keep a\n", 2, "the kept region 'a' is not closed by `dipeo:end`"),
        (f"{REGION}{REGION}", 3, "the kept region 'a' stands twice"),
        (
            "// dipeo:keep a\n// dipeo:keep b\n// dipeo:end",
            2,
            "the kept region 'b' begins inside 'a'",
        ),
    ],
)
def test_broken_regions(text: str, line: int, message: str) -> None:
    assert said(REGION, text) == [f"a.ts:{line}: {message}"]
    assert said(text, REGION) == [f"a.ts: in the new version, line {line}: {message}"]
    # what is no region counts as content
    assert keep.skeleton(text.encode()) == text.encode()
    assert keep.filled(text.encode()) == []


@pytest.mark.parametrize(
    "text",
    [
        '"dipeo:keep a … dipeo:end"\n',
        "// see dipeo:keep a\n",
        "// dipeo:keep a is for people\n",
        "// dipeo:keep\n",
        "// dipeo:keep é\n",
        "// dipeo:end\n",
        "// dipeo:keep: a\n",
    ],
)
def test_text_that_only_speaks_of_regions_has_none(text: str) -> None:
    assert keep.merge("a", text.encode(), REGION.encode()) == text.encode()
    assert keep.skeleton(text.encode()) == text.encode()


def test_ends_of_lines_and_bytes_that_are_no_text_stay() -> None:
    old = b"\xff\r\n# dipeo:keep a\r\n\xfe\x00\r\n# dipeo:end\r\n"
    new = b"new\n# dipeo:keep a\n# dipeo:end"
    merged = b"new\n# dipeo:keep a\n\xfe\x00\r\n# dipeo:end"
    assert keep.merge("a", new, old) == merged
