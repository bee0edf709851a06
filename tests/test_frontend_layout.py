"""Expressions and types of TypeScript: laid out so that Prettier changes nothing."""

from __future__ import annotations

import os
from random import Random
from typing import Any

import pytest

from tests import kit
from tests.formatters import prettier

code = kit.load("frontend.utils.expressions")
types = kit.load("frontend.utils.type_expressions")
typescript = kit.load("shared.literals").typescript

SEED = int(os.environ.get("SEED", "0"))
NUMBERS = [0, 5, 22, -3, 4444.5, 1e21, 1e-7]
KEYS = ["a", "abcd", "abcde", '"a-b"', '["__proto__"]', "long_property_name"]


class Source:
    """Makes random TypeScript of the kind that the generators write."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.pick = self.random.choice

    def name(self, prefix: str = "") -> str:
        length = self.pick([1, 3, 5, 8, 12, 20, 21, 25, 40, 60, 90])
        return prefix + "".join(self.pick("abcdefgh") for _ in range(length))

    def text(self) -> str:
        return str(typescript.string(self.name()))

    def some(self, *counts: int) -> range:
        return range(self.pick(counts))

    def json(self, depth: int = 0) -> Any:
        scalars = [True, False, None, "", "x" * self.pick([1, 16, 19, 30, 90])]
        match self.pick(["scalar", "number", "array", "object", "numbers"]):
            case "array" if depth < 4:
                return [self.json(depth + 1) for _ in self.some(0, 1, 2, 3, 6)]
            case "object" if depth < 4:
                keys = ["a", "abc", "abcde", "a-b", "__proto__", "1", "a_longer_key"]
                return {
                    self.pick(keys): self.json(depth + 1) for _ in self.some(0, 1, 3)
                }
            case "numbers" if depth < 4:
                return [self.pick(NUMBERS) for _ in self.some(1, 2, 5, 30)]
            case "number":
                return self.pick(NUMBERS)
            case _:
                return self.pick(scalars)

    def chain(self, depth: int = 0) -> Any:
        heads = ["name", "type", "int", "enum", "literal", "lazy"]
        heads += ["array", "union", "tagged", "record"] if depth < 5 else []
        found = getattr(self, f"_{self.pick(heads)}")(depth)
        for _ in self.some(0, 0, 1, 1, 2, 3):
            found = found.then(*self.pick(self.checks()))
        match self.pick(["optional", "default", "required"]):
            case "optional":
                return found.then("exactOptional")
            case "default":
                return found.then("default", code.data(self.json()))
        return found

    def checks(self) -> list[tuple[Any, ...]]:
        pattern = "a" * self.pick([1, 5, 6, 20, 21, 70])
        regex = code.Regex(f"/{pattern}/u", pattern)
        limit = code.call("maxLength", str(self.pick([1, 22])))
        return [
            ("min", str(self.pick([0, 100, -3]))),
            ("check", limit),
            ("check", code.call("unique")),
            ("regex", regex),
            ("nullable",),
        ]

    def _name(self, depth: int) -> Any:
        return code.name(self.pick(["text", self.name()]))

    def _type(self, depth: int) -> Any:
        return code.name(self.name("P"))

    def _int(self, depth: int) -> Any:
        return code.method("z", "int")

    def _enum(self, depth: int) -> Any:
        return code.method("z", "enum", code.elements(map(str, self.texts())))

    def _literal(self, depth: int) -> Any:
        return code.method("z", "literal", self.pick(["5", "-3", "true", self.text()]))

    def _lazy(self, depth: int) -> Any:
        return code.method("z", "lazy", self.name())

    def _array(self, depth: int) -> Any:
        return code.method("z", "array", self.chain(depth + 1))

    def _record(self, depth: int) -> Any:
        return code.call("record", self.chain(depth + 1))

    def _union(self, depth: int) -> Any:
        options = [self.chain(depth + 1) for _ in self.some(1, 2, 3, 5)]
        return code.method("z", "union", code.elements(options))

    def _tagged(self, depth: int) -> Any:
        options = code.elements(self._type(depth) for _ in self.some(1, 2, 4))
        return code.method("z", "discriminatedUnion", self.text(), options)

    def texts(self) -> list[str]:
        return [
            f'"{"v" * self.pick([1, 5, 10, 20])}{n}"' for n in self.some(1, 2, 4, 9)
        ]

    def type(self, depth: int = 0) -> Any:
        match self.pick(["word", "name", "member", "enum", "array", "record", "union"]):
            case "name":
                return types.named(self.name("P"))
            case "member":
                return f"Abc[{self.text()}]"
            case "enum":
                return types.union_of(*self.texts())
            case "array" if depth < 5:
                return types.array_of(self.type(depth + 1))
            case "record" if depth < 5:
                return types.named("Record", "string", self.type(depth + 1))
            case "union" if depth < 5:
                last = self.pick([["null"], ["undefined"], []])
                inside = [self.type(depth + 1) for _ in self.some(2, 2, 3)]
                return types.union_of(*inside, *last)
        return self.pick(["string", "number", "boolean"])

    def key(self) -> str:
        return self.pick([*KEYS, self.name()])

    def object(self) -> str:
        properties = [code.property_line(self.key(), self.chain(), 1) for _ in range(8)]
        properties += [typescript.property_lines(self.name(), self.json(), 1)]
        return "\n".join(["const a = {", *properties, "};", ""])

    def interface(self) -> str:
        keys = [self.pick(["", "?"]) for _ in range(8)]
        members = [types.member_line(self.name() + key, self.type()) for key in keys]
        return "\n".join(["interface A {", *members, "}", ""])

    def declarations(self) -> str:
        output, other = types.named(self.name("P")), types.named(self.name("P"))
        union = types.union_of(*[self.text() for _ in self.some(1, 2, 5)])
        omit = types.named("Omit", output, union)
        schema = types.named("z.ZodType", output, other)
        prefixed = [types.named("Prefixed", each) for each in (output, other)]
        whole = types.named("z.ZodType", *prefixed)
        call = types.named("unprefixed", output, other)
        imports = [self.name() for _ in self.some(1, 2, 3)]
        start = f"export const {self.name('P')}"
        return "\n".join(
            [
                types.import_line(imports, f"./{self.name()}.js"),
                "",
                types.generic_line(f"interface {self.name()} extends ", omit, " {"),
                "  a: 1;",
                "}",
                types.generic_line(f"function {self.name()}(): ", schema, " {"),
                code.return_line(self.chain()),
                "}",
                "const a = z.strictObject({",
                "  a: 1,",
                types.generic_line("}) satisfies ", whole, ";"),
                types.generic_call_line(start, call, self.name("P")),
                types.alias_line(self.name("P"), output),
                code.declaration_line(start, code.method("z", "strictObject", "{}")),
                code.declaration_line(f"const {self.name()}", self.chain()),
                "",
            ]
        )


@pytest.mark.parametrize("what", ["object", "interface", "declarations"])
def test_prettier_changes_nothing(what: str) -> None:
    texts = [getattr(Source(SEED * 1000 + number), what)() for number in range(150)]
    for text, formatted in zip(texts, prettier("typescript", *texts), strict=True):
        assert text == formatted
