"""Is an output what its name says? What passes, and what is said about the rest."""

from __future__ import annotations

import pytest
from graphql import GraphQLSyntaxError, parse
from hypothesis import given
from hypothesis import strategies as st

from dipeo.graphql_syntax import defines_types
from dipeo.verify import problem_in

GOOD = [
    ("a.py", "# é\nx: int = 1\nasync def f():\n    await f()\n"),
    ("a.py", ""),
    ("a.py", "'\\d'\nassert (1, 'always true')\n"),  # a warning is no error
    ("a.pyi", "def f() -> int: ...\n"),
    ("a.json", '{"a": [1, null]}'),
    ("a.toml", "a = 1\n"),
    ("a.yaml", "a: [1]\n"),
    ("a.yml", ""),
    ("a.ts", ""),
    ("a.ts", "export type A = { readonly 'a-b'?: string; __proto__: 1 }\n"),
    ("a.ts", "export const a = { b: `x\n${1}`, c: 'it\\'s', d: \"'\" } as const;\n"),
    ("a.ts", "const a = 'one \\\n line'; // it's\n/* it's\n */ const r = /['\"]/u;\n"),
    ("a.ts", "const a = '\u2028🙂';\n"),
    ("a.ts", "interface A {\n  a: 1;\n  abstract?: 'abstract: 1'; // abstract: 1\n}\n"),
    ("a.ts", "abstract class A {\n  abstract a(): void;\n  abstract: 1 = 1;\n}\n"),
    ("a.ts", "interface A {\n  /** It's. */\n  a: string;\n}\nconst r = /['\"`]/u;\n"),
    ("a.mts", "export {};\n"),
    ("a.tsx", "const a = <div title=\"it's\">it's</div>;\n"),
    ("a.graphql", '"""\nx "quoted"\n"""\ntype A { a(b: Int = 1): [Int!]! @x }\n'),
    ("a.gql", "enum A { b }\n"),
    ("a.txt", "anything ("),
    ("Makefile", "("),
    ("a.py.txt", "("),
    ("a.ts/README", "("),
]


@pytest.mark.parametrize(("path", "text"), GOOD)
def test_what_passes(path: str, text: str) -> None:
    assert problem_in(path, text.encode()) is None


DEEP = "(" * 5000

BROKEN = [
    ("d/a.py", "x = 1\ndef f(:\n", "d/a.py:2:7: broken Python: invalid syntax"),
    ("a.py", "return 1", "a.py:1:1: broken Python: 'return' outside function"),
    ("a.py", "x = 'a\nb'", "a.py:1:5: broken Python: unterminated string literal"),
    (
        "a.py",
        "x\0",
        "a.py: broken Python: source code string cannot contain null bytes",
    ),
    ("a.py", DEEP, "a.py:1:201: broken Python: too many nested parentheses"),
    (
        "a.py",
        "1" + "+1" * 200_000,
        "a.py: broken Python: ",  # what is said of depth depends on Python's version
    ),
    ("a.pyi", "x = (", "a.pyi:1:5: broken Python: '(' was never closed"),
    (
        "a.json",
        '{\n"a": 1, b}',
        "a.json:2:9: broken JSON: expecting property name enclosed in double quotes",
    ),
    ("a.json", '{"a": NaN}', "a.json:1:7: NaN is not a JSON number"),
    ("a.toml", "a = [1", "a.toml: broken TOML: unclosed array"),
    ("a.yaml", "a: 1\na: 2", "a.yaml:2:1: the key 'a' stands twice"),
    (
        "a.ts",
        "interface A {\n  abstract: 1;\n  b: ;\n}",
        "a.ts:2:3: broken TypeScript: unexpected near 'abstract: 1;'",
    ),
    ("a.ts", "const x = ;", "a.ts:1:9: broken TypeScript: unexpected near '= ;'"),
    (
        "a.ts",
        "\nif (x) {",
        "a.ts:2:9: broken TypeScript: '}' is missing near 'the end'",
    ),
    (
        "a.ts",
        "const a = '\n';",
        "a.ts:1:11: broken TypeScript: a string does not end on its line",
    ),
    (
        "a.ts",
        "/* it's */\nf('it\\'s', \"\r\");",
        "a.ts:2:12: broken TypeScript: a string does not end on its line",
    ),
    (
        "a.ts",
        "const a = <div>x</div>",
        "a.ts:1:1: broken TypeScript: unexpected near 'const a = <div>x</div>'",
    ),
    (
        "a.ts",
        f"const a = {DEEP}1 +* 2{')' * 5000};",
        "a.ts:1:5013: broken TypeScript: unexpected near '+* 2))))))))))))))))))))))))))'",
    ),
    (
        "a.tsx",
        "<div>",
        "a.tsx:1:1: broken TypeScript: unexpected near '<div>'",
    ),
    (
        "a.graphql",
        "type A {\n  a: Int",
        "a.graphql:2:9: broken GraphQL: expected Name, found <EOF>",
    ),
    ("a.graphql", "# only", "a.graphql:1:7: broken GraphQL: unexpected <EOF>"),
    (
        "a.gql",
        '"a\nb" type A { a: Int }',
        "a.gql:1:3: broken GraphQL: unterminated string",
    ),
]


@pytest.mark.parametrize(("path", "text", "message"), BROKEN)
def test_what_is_broken(path: str, text: str, message: str) -> None:
    assert str(problem_in(path, text.encode())).startswith(message)


@pytest.mark.parametrize(
    "ending", ["json", "yaml", "toml", "py", "ts", "tsx", "graphql"]
)
def test_what_is_no_text(ending: str) -> None:
    path = f"a.{ending}"
    message = f"{path}:2:5: byte 0xff is not UTF-8 text"
    assert str(problem_in(path, b"\n# \xc3\xa9\xff")) == message


@given(st.text("'\"\\\n\r a1;/*`", max_size=12))
def test_a_string_of_typescript_ends_on_its_line(text: str) -> None:
    # a hostile text between quotes: what passes has no line break outside an escape
    passes = problem_in("a.ts", f"const a = '{text}';\n".encode()) is None
    body = text.replace("\\\\", "").replace("\\\r", "").replace("\\\n", "")
    closes_early = "'" in body.replace("\\'", "")
    if not closes_early and ("\n" in body or "\r" in body):
        assert not passes


WORDS = """
    abstract accessor any as asserts assert async await bigint boolean break case catch class const constructor
    continue debugger declare default delete do else enum export extends false finally for from function get global
    if implements import in infer instanceof interface intrinsic is keyof let meta module namespace never new null
    number object of out override package private protected public readonly require return satisfies set static
    string super switch symbol target this throw true try type typeof undefined unique unknown using var void while
    with yield arguments eval
"""


@pytest.mark.parametrize("word", WORDS.split())
def test_a_member_may_be_any_word_of_typescript(word: str) -> None:
    members = f"{{\n  a: string;\n  {word}: string;\n  {word}?: B[];\n}}"
    values = f"{{\n  a: 1,\n  {word}: z.string(),\n}}"
    code = f"interface A {members}\ntype B = {members};\nconst c = {values};\n"
    assert problem_in("a.ts", code.encode()) is None


TYPES = '''# One of each.
"""
Text with "quotes", \\""" and a \\ # that is no comment.
"""
type A implements B & C @d(a: 1, b: ["x", E]) {
  "short \\u00e9 \\n" a(b: Int! = -1.5e3, "c" c: [A!]! = [1 2] @d): [[Int!]!] @e # all
  type: String
}
interface B { input: X! }
input C { "" a: Int = true b: String = """block""" @d }
enum D { A @d "b" B, on }
union E @d = | A | B
scalar F @d
'''
PIECES = """ { } ( ) [ ] ! : = | & @ $ ... , # " \"\"\" \\ -1 0 1.5 01 1. 2e a true null type input enum union scalar
    interface implements extend schema query fragment on directive {} [] () :: "a" é \x00 \ufeff""".split()
PIECES += [
    " ",
    "\n",
    "\r",
    "\t",
    "\v",
    "\xa0",
    "",
    '"\\ud800"',
    '"\\x"',
    '"""a"""',
    "{a:1}",
    "{a:1}\n",
]


@st.composite
def edited_types(draw: st.DrawFn) -> str:
    text = TYPES
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 9)))
        text = text[:start] + draw(st.sampled_from(PIECES)) + text[end:]
    return text


@given(edited_types())
def test_graphql_is_what_its_own_parser_takes(text: str) -> None:
    try:
        parse(text)
    except GraphQLSyntaxError:
        expected = False
    else:
        expected = True
    assert (problem_in("a.graphql", text.encode()) is None) == expected


def test_types_are_known_without_that_parser() -> None:
    assert defines_types(TYPES)
