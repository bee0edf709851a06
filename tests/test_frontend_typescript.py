"""`typescript_model`: how a model reads, and what it says of every kind of field."""

from __future__ import annotations

from typing import Any

import pytest

from tests import kit
from tests.frontend_corpus import main

Fields = list[dict[str, Any]]


def code(fields: Fields, **more: Any) -> str:
    """The module of a shared type `sample` without its first lines, which are always the same."""
    spec = {"type": "sample", "kind": "type", "fields": fields, **more}
    made = str(main("typescript_model", spec)["generated_code"])
    return made.partition('import * as z from "zod";\n')[2]


def member(**field: Any) -> str:
    """What the interface says of a field called `a`."""
    return between(code([{"name": "a", **field}]), "export interface Sample {\n", "}\n")


def schema(**field: Any) -> str:
    """What the schema says of a field called `a`, which is required."""
    made = code([{"name": "a", "required": True, **field}])
    found = between(made, "export const SampleSchema = z.strictObject({\n  a: ", "\n})")
    return found.removesuffix(",")


def between(text: str, before: str, after: str) -> str:
    return text.partition(before)[2].partition(after)[0]


def test_a_model_reads_like_one_that_a_person_wrote() -> None:
    spec = {
        "type": "order_item",
        "displayName": "Order Item",
        "description": "One line of an order.",
        "fields": [
            {
                "name": "sku",
                "type": "string",
                "required": True,
                "description": "The number of the article.",
                "validation": {"pattern": "^[A-Z]+$", "maxLength": 12},
            },
            {
                "name": "unitCount",
                "type": "integer",
                "defaultValue": 1,
                "description": "How many pieces.",
                "validation": {"min": 1, "max": 100},
            },
            {
                "name": "state",
                "type": "enum",
                "values": ["open", "sent"],
                "defaultValue": "open",
            },
            {
                "name": "box",
                "type": "object",
                "description": "What it is packed in.",
                "nestedFields": [
                    {"name": "weight", "type": "number", "required": True}
                ],
            },
            {
                "name": "class",
                "type": "string",
                "nullable": True,
                "deprecated": "use sku",
            },
            {"name": "buyer", "type": "ref", "ref": "person"},
        ],
    }
    made = main("typescript_model", spec)
    assert made["summary"].pop("links") == {
        "type": "order_item",
        "refs": [["person", ["fields", 5, "ref"]]],
        "requires": [],
        "unions": [],
        "unique": [],
        "tags": {},
        "fills": True,
    }
    assert made == {
        "generated_code": ORDER_ITEM,
        "filename": "order_itemNode.ts",
        "node_name": "order_item",
        "summary": {"type": "OrderItem"},
    }


ORDER_ITEM = r"""// Generated from files/codegen/specifications/nodes/order_item.json and files/codegen/templates/frontend/typescript_model.j2; edit those.

import * as z from "zod";

import { type Person, type PersonInput, PersonSchema } from "./personNode.js";

/** One line of an order. */
export interface OrderItem {
  type: "order_item";
  /** The number of the article. At most 12 characters. Matches /^[A-Z]+$/. */
  sku: string;
  /** How many pieces. An integer from 1 to 100. Default: 1. */
  unitCount: number;
  /** Default: "open". */
  state: "open" | "sent";
  /** What it is packed in. */
  box?: OrderItemBox;
  /** @deprecated use sku */
  class?: string | null;
  buyer?: Person;
}

/** What `OrderItemSchema` accepts: defaults may be absent. */
export interface OrderItemInput extends Omit<
  OrderItem,
  "type" | "unitCount" | "state" | "buyer"
> {
  type?: "order_item" | undefined;
  unitCount?: number | undefined;
  state?: OrderItem["state"] | undefined;
  buyer?: PersonInput;
}

/** The `box` of `OrderItem`. */
export interface OrderItemBox {
  weight: number;
}

/** Text, in which no half of a surrogate pair stands alone. */
const text = z.string().regex(/^\P{Cs}*$/u, "Invalid string: lone surrogate");

export const OrderItemBoxSchema = z.strictObject({
  weight: z.number(),
}) satisfies z.ZodType<OrderItemBox, OrderItemBox>;

/** Checks a value against `OrderItem`, and fills in defaults. */
export const OrderItemSchema = z.strictObject({
  type: z.literal("order_item").default("order_item"),
  sku: text.check(maxLength(12)).regex(/^[A-Z]+$/u),
  unitCount: z.int().min(1).max(100).default(1),
  state: z.enum(["open", "sent"]).default("open"),
  box: OrderItemBoxSchema.exactOptional(),
  class: text.nullable().exactOptional(),
  buyer: z.lazy(personSchema).exactOptional(),
}) satisfies z.ZodType<OrderItem, OrderItemInput>;

function personSchema(): z.ZodType<Person, PersonInput> {
  return PersonSchema;
}

/** Counts characters, where `max` of Zod counts UTF-16 units. */
function maxLength(limit: number) {
  return z.refine<string>(
    (value) => [...value].length <= limit,
    `Too big: expected string to have <=${limit} characters`,
  );
}
"""


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        ({"type": "string"}, "text"),
        ({"type": "code"}, "text"),
        ({"type": "string", "validation": {"minLength": 1}}, "text.min(1)"),
        (
            {"type": "string", "validation": {"pattern": "a/[/]"}},
            r"text.regex(/a\/[/]/u)",
        ),
        ({"type": "string", "validation": {"pattern": ""}}, "text.regex(/(?:)/u)"),
        ({"type": "integer", "validation": {"exclusiveMin": 0}}, "z.int().gt(0)"),
        (
            {"type": "number", "validation": {"max": 1e21, "multipleOf": 0.1}},
            "z.number().max(1e21).check(multipleOf(0.1))",
        ),
        ({"type": "enum", "values": ["__proto__"]}, 'z.literal(["__proto__"])'),
        ({"type": "integer", "const": -1}, "z.literal(-1)"),
        ({"type": "datetime"}, "datetime"),
        ({"type": "uuid"}, "z.guid()"),
        ({"type": "any", "nullable": True}, "json.nullable()"),
        ({"type": "object"}, "record(json)"),
        ({"type": "array", "items": "boolean"}, "z.array(z.boolean())"),
        (
            {"type": "array", "validation": {"uniqueItems": True, "maxItems": 3}},
            "z.array(json).max(3).check(unique())",
        ),
        (
            {"type": "union", "variants": [{"type": "string"}, {"type": "integer"}]},
            "z.union([text, z.int()])",
        ),
    ],
)
def test_a_schema(type_: dict[str, Any], expected: str) -> None:
    assert schema(**type_) == expected


def test_variants_are_told_apart_by_their_tag() -> None:
    def variant(tag: str, *fields: dict[str, Any]) -> dict[str, Any]:
        kind = {"name": "kind", "type": "string", "const": tag, "required": True}
        return {"type": "object", "nestedFields": [kind, *fields]}

    union = {"type": "union", "discriminator": "kind"}
    plain = [variant("a"), variant("b")]
    assert schema(**union, variants=plain) == (
        'z.discriminatedUnion("kind", [SampleAASchema, SampleABSchema])'
    )
    inherited = variant("c", {"name": "constructor", "type": "integer"})
    assert schema(**union, variants=[*plain, inherited]).startswith("z.union([")


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ({"type": "any"}, "  a?: Json;\n"),
        (
            {"type": "boolean", "required": True, "defaultValue": True},
            "  /** Default: true. */\n  a: boolean;\n",
        ),
        (
            {"type": "uuid", "nullable": True},
            "  /** A UUID. */\n  a?: string | null;\n",
        ),
        (
            {"type": "number", "validation": {"exclusiveMin": 0, "max": 1}},
            "  /** A number above 0, at most 1. */\n  a?: number;\n",
        ),
        (
            {"type": "array", "validation": {"itemType": "date", "minItems": 1}},
            "  /** At least 1 item. Each item: a date like 2024-02-29. */\n  a?: string[];\n",
        ),
        (
            {"type": "string", "deprecated": True},
            "  /** @deprecated */\n  a?: string;\n",
        ),
        (
            {"type": "string", "description": "Not */ the end.\n@deprecated"},
            "  /**\n   * Not *\\/ the end.\n   * \\@deprecated\n   */\n  a?: string;\n",
        ),
    ],
)
def test_a_member(field: dict[str, Any], expected: str) -> None:
    assert member(**field) == expected


def test_long_descriptions_are_wrapped_and_their_lines_kept() -> None:
    text = "word " * 20 + "\n\n  - an item\n" + "x" * 90
    assert member(type="boolean", description=text) == (
        "  /**\n"
        "   * word word word word word word word word word word word word word word word\n"
        "   * word word word word word\n"
        "   *\n"
        "   *   - an item\n"
        f"   * {'x' * 90}\n"
        "   */\n"
        "  a?: boolean;\n"
    )


def test_a_default_in_a_default_is_copied_for_each_value() -> None:
    filled = {"name": "b", "type": "array", "defaultValue": [[1]]}
    assert "b: z.array(json).prefault([[1]])," in code([filled])
    flat = {"name": "b", "type": "array", "defaultValue": [1]}
    assert "b: z.array(json).default([1])," in code([flat])


def test_names_stay_apart() -> None:
    part = {"type": "object", "nestedFields": [{"name": "x", "type": "boolean"}]}
    refs = [
        {"name": f"r {ref}", "type": "ref", "ref": ref} for ref in ("sample_input",)
    ]
    made = code([{"name": "input", **part}, *refs])
    assert (
        "import {\n"
        "  type SampleInput as SampleInput2,\n"
        "  type SampleInputInput,\n"
        "  SampleInputSchema,\n"
        '} from "./sample_inputNode.js";'
    ) in made
    assert "export interface SampleInput3 {" in made


@pytest.mark.parametrize(
    ("pattern", "specifier"),
    [
        ("dipeo/models/src/nodes/{NodeName}Node.ts", "./OtherPartNode.js"),
        ("src/{node-name}/{nodeName}.mts", "../other-part/otherPart.mjs"),
        ("{node_name}.tsx", "./other_part.js"),
    ],
)
def test_imports_follow_the_output_pattern(pattern: str, specifier: str) -> None:
    fields = [{"name": "a", "type": "ref", "ref": "other_part"}]
    made = main(
        "typescript_model", {"type": "a", "fields": fields}, output_pattern=pattern
    )
    assert f'OtherPartSchema }} from "{specifier}";' in made["generated_code"] or (
        f'}} from "{specifier}";' in made["generated_code"]
    )


def test_a_function_of_the_seed_gives_the_same_text() -> None:
    generator = kit.load("frontend.generators.typescript_model")
    template = kit.template("frontend/typescript_model.j2")
    spec = {"type": "start", "fields": []}
    made = generator.generate_typescript_model(spec, template)
    assert made == main("typescript_model", spec)["generated_code"]
