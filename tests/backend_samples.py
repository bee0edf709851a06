"""Random specifications and values for the tests of generators: hostile names and strings in every place."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests import kit

TEXTS = [
    *["", " ", "'", '"', '"""', "'''", "\\", "\\\\", "\n", "\t", "a\nb", "a\r\nb"],
    *['ends with "', "ends with \\", "\x00\x01\x1f\x7f\x80\x9f", "\u2028\u2029\x85"],
    *[
        "*/ /* //",
        "# noqa: E501  # type: ignore",
        "</script><!--",
        "\\N{DIGIT ONE} \\x41",
    ],
    *["${x} `x` {{ 7*7 }} {% raw %} {# x #}", "{}{0}%s%(x)s", "\ufeffbom\ufffe\uffff"],
    "emoji \U0001f916\u200d\U0001f469\U0001f3fd \U0010ffff",
    "right to left \u202e\u05d0\u05d1\u200f, combining e\u0301\u0300",
    *["x" * 300, "many words " * 40, "\u6f22\u5b57" * 60, "Sentence one. " * 9],
    "first line\n\n  an indented line\n- an item " + "with a long text " * 12,
    *[
        "a",
        "b",
        "None",
        "true",
        "1",
        "1.0",
        "no",
        "0x1F",
        "mro",
        "name",
        "value",
        "default",
    ],
]
WORDS = [
    "a",
    "an",
    "word",
    "the node's",
    'a "quoted" one',
    "it",
    "\u6f22\u5b57",
    "etc.",
]
NAMES = [
    *"str int float bool list dict tuple set bytes object None True False".split(),
    *"Any Field BaseModel Literal Annotated MISSING Json Integer Record z Date".split(),
    *"model_config model_fields model_dump model_dump_x model_validate copy json".split(),
    *"dict_ construct schema constructor __proto__ then __init__ __class__ mro".split(),
    *"class def self cls async await match case field dataclass name value id".split(),
    *"type_ input Query Mutation true null on fragment 1 1.0 no 0x1F _ __ __x".split(),
    *"kebab-case camelCase HTTPServer2Go timeout max_retries HANDLER date".split(),
    *["with space", "\u540d\u524d", "\ufb01x", "\u212bngstr\u00f6m", "a" * 100],
    *["quote\"'`", "line\nbreak", "!", "?", "Type", "field_1"],
    *(f"plain_{number}" for number in range(30)),
]
PATTERNS = [
    r"^\w+$",
    r"^[a-z]{2,}(-\d+)?$",
    "\"'\\\\",
    r"^(?!x).*\S$",
    "\\u2028|[^a-z]",
]
NUMBERS = [
    0,
    1,
    1.0,
    -1,
    2,
    3,
    7,
    0.1,
    0.3,
    0.5,
    1e300,
    -1e-7,
    2**31,
    2**53 - 1,
    -(2**53),
]
STRANGE = [
    *[None, True, False, 0, 1, 1.0, -0.0, 1.5, 2**53, 10**400, float("inf"), "", "a"],
    *["\ud800", {"\udfff": 1}, [], {}, [1, 1.0], [True, 1], {"__proto__": 1}],
    *["2024-02-30", "2024-02-29", "0000-01-01", "2024-02-29T24:00:00Z"],
    *["2024-02-29T23:59:59.123+05:30", "2024-02-29t23:59:59z", "a\n", "\U0001f916" * 3],
    *["123e4567-e89b-12d3-a456-426614174000", "{123e4567-e89b-12d3-a456-426614174000}"],
]


class Sampler:
    """Makes specifications from a source of random numbers."""

    def __init__(self, seed: int, refs: tuple[str, ...] = ()) -> None:
        self.random = Random(seed)
        self.refs = refs

    def spec(
        self, type_: str, *, is_node: bool = True, size: int = 6
    ) -> dict[str, Any]:
        """A specification that the kit accepts."""
        load = kit.load("shared.spec_loader")
        while True:
            spec: dict[str, Any] = {
                "type": type_,
                "kind": "node" if is_node else "type",
                "displayName": self.text(),
                "description": self.text(),
                "fields": self.fields(size, depth=0),
            }
            if is_node:
                spec["execution"] = self.execution()
            spec = _without_problems(spec, load)
            if spec["fields"]:
                return spec

    def fields(self, size: int, depth: int) -> list[dict[str, Any]]:
        names = self.random.sample(NAMES, self.random.randint(1, size))
        return [self.field(name, depth) for name in names]

    def field(self, name: str, depth: int) -> dict[str, Any]:
        field = {"name": name, **self.type(depth)}
        if self.random.random() < 0.7:
            field["description"] = self.text()
        if self.random.random() < 0.3:
            field["required"] = True
        if self.random.random() < 0.15:
            field["deprecated"] = self.random.choice([True, self.text()])
        if self.random.random() < 0.5:
            field["defaultValue"] = self.json_of(field)
        return field

    def type(self, depth: int) -> dict[str, Any]:
        kinds = "string integer number boolean enum date datetime uuid any const code".split()
        if depth < 3:
            kinds += "array array object object map union ref tagged".split()
        made: dict[str, Any] = getattr(self, f"_{self.random.choice(kinds)}")(depth)
        if self.random.random() < 0.15:
            made["nullable"] = True
        return made

    def text(self) -> str:
        """A hostile text, or words up to any column."""
        if self.random.random() < 0.6:
            return self.random.choice(TEXTS)
        words = self.random.choices(WORDS, k=self.random.randint(5, 30))
        return " ".join(words)[: self.random.randint(30, 180)]

    def execution(self) -> dict[str, Any]:
        return {
            "timeout": self.random.choice([1, 2.5, 3600]),
            "retryable": self.random.random() < 0.5,
            "maxRetries": self.random.randint(0, 3),
            "requires": self.random.sample([text for text in TEXTS if text], 2),
        }

    def _string(self, depth: int) -> dict[str, Any]:
        validation: dict[str, Any] = {}
        if self.random.random() < 0.3:
            validation["minLength"] = self.random.randint(0, 2)
        if self.random.random() < 0.3:
            validation["maxLength"] = self.random.randint(2, 400)
        if self.random.random() < 0.3:
            validation["pattern"] = self.random.choice(PATTERNS)
        return {"type": "string", "validation": validation}

    def _code(self, depth: int) -> dict[str, Any]:
        return {"type": self.random.choice(["code", "file_path", "url"])}

    def _integer(self, depth: int) -> dict[str, Any]:
        return {"type": "integer", "validation": self._bounds(1, 5)}

    def _number(self, depth: int) -> dict[str, Any]:
        step = self.random.choice([0.1, 0.5, 3])
        return {"type": "number", "validation": self._bounds(0.25, step)}

    def _bounds(self, unit: float, step: float) -> dict[str, Any]:
        bounds: dict[str, Any] = {}
        for key, value in (
            ("min", -3),
            ("exclusiveMin", -4),
            ("max", self.random.choice([50, 2**40])),
            ("exclusiveMax", 1000),
        ):
            if self.random.random() < 0.25:
                bounds[key] = value * unit
        if self.random.random() < 0.2:
            bounds["multipleOf"] = step
        return bounds

    def _boolean(self, depth: int) -> dict[str, Any]:
        return {"type": "boolean"}

    def _any(self, depth: int) -> dict[str, Any]:
        return {"type": "any"}

    def _date(self, depth: int) -> dict[str, Any]:
        return {"type": "date"}

    def _datetime(self, depth: int) -> dict[str, Any]:
        return {"type": "datetime"}

    def _uuid(self, depth: int) -> dict[str, Any]:
        return {"type": "uuid"}

    def _enum(self, depth: int) -> dict[str, Any]:
        values = self.random.sample(TEXTS + NAMES[:40], self.random.randint(1, 6))
        return {"type": "enum", "values": list(dict.fromkeys(values))}

    def _const(self, depth: int) -> dict[str, Any]:
        kind, value = self.random.choice(
            [
                ("string", self.text()),
                ("integer", self.random.randint(0, 2)),
                ("boolean", True),
            ]
        )
        return {"type": kind, "const": value}

    def _array(self, depth: int) -> dict[str, Any]:
        validation: dict[str, Any] = {}
        if self.random.random() < 0.3:
            validation["maxItems"] = self.random.randint(1, 4)
        if self.random.random() < 0.3:
            validation["uniqueItems"] = True
        items = self.type(depth + 1)
        return {"type": "array", "items": items, "validation": validation}

    def _object(self, depth: int) -> dict[str, Any]:
        return {"type": "object", "nestedFields": self.fields(3, depth + 1)}

    def _map(self, depth: int) -> dict[str, Any]:
        values = [{"values": self.type(depth + 1)}, {}]
        return {"type": "object", **self.random.choice(values)}

    def _union(self, depth: int) -> dict[str, Any]:
        count = self.random.randint(1, 3)
        return {
            "type": "union",
            "variants": [self.type(depth + 1) for _ in range(count)],
        }

    def _tagged(self, depth: int) -> dict[str, Any]:
        variants = []
        for tag in self.random.sample(["circle", "square", *TEXTS], 2):
            kind = {"name": "class", "type": "string", "const": tag, "required": True}
            others = [f for f in self.fields(2, depth + 1) if f["name"] != "class"]
            variants.append({"type": "object", "nestedFields": [kind, *others]})
        return {"type": "union", "discriminator": "class", "variants": variants}

    def _ref(self, depth: int) -> dict[str, Any]:
        if not self.refs:
            return self._string(depth)
        return {"type": "ref", "ref": self.random.choice(self.refs)}

    def json_of(self, type_: dict[str, Any]) -> Any:
        """A value that mostly fits a type as it is written in a specification."""
        if type_.get("nullable") and self.random.random() < 0.3:
            return None
        if self.random.random() < 0.02:
            return self.random.choice(STRANGE)
        if "const" in type_:
            return type_["const"]
        match type_["type"]:
            case "integer":
                return self.random.choice([0, 5, 1.0, -5, 45, 10, 2**31])
            case "number":
                return self.random.choice([0, 0.5, 3, 0.30000000000000004, 12.5])
            case "boolean":
                return self.random.random() < 0.5
            case "enum":
                return self.random.choice(type_["values"])
            case "date":
                return "2024-02-29"
            case "datetime":
                return "2024-02-29T12:00:00.5Z"
            case "uuid":
                return "123e4567-E89B-12d3-a456-426614174000"
            case "any":
                return self.random.choice(
                    [value for value in STRANGE if _is_json(value)]
                )
            case "array":
                count = self.random.randint(0, 2)
                return [self.json_of(type_["items"]) for _ in range(count)]
            case "union":
                return self.json_of(self.random.choice(type_["variants"]))
            case "object" if "nestedFields" in type_:
                return self.value(type_["nestedFields"])
            case "object":
                item = type_.get("values", {"type": "any"})
                return {key: self.json_of(item) for key in self.random.sample(NAMES, 2)}
            case "ref":
                return {}
        return self.random.choice(["ab", "abc", "", *TEXTS])

    def value(self, fields: list[dict[str, Any]]) -> dict[str, Any]:
        """An object that mostly fits fields as they are written in a specification."""
        made = {
            field["name"]: self.json_of(field)
            for field in fields
            if field.get("required") or self.random.random() < 0.5
        }
        if self.random.random() < 0.03:
            made["unknown"] = 1
        return made


def _is_json(value: Any) -> bool:
    try:
        return len(json.dumps(value, allow_nan=False, ensure_ascii=False).encode()) < 50
    except ValueError:
        return False


def _without_problems(spec: dict[str, Any], load: Any) -> dict[str, Any]:
    """The specification without the defaults and fields that the kit refuses."""
    while True:
        try:
            load.load_spec(spec)
        except load.SpecError as error:
            _remove(spec, error.problems[0]["path"])
        else:
            return spec


def _remove(spec: dict[str, Any], path: list[Any]) -> None:
    """Remove the default at the path, or the innermost field around it."""
    if path[-1] != "defaultValue":
        at = max(
            index for index, key in enumerate(path) if key in ("fields", "nestedFields")
        )
        path = path[: at + 2]
    inside: Any = spec
    for key in path[:-1]:
        inside = inside[key]
    del inside[path[-1]]
