"""Random specifications that refer to each other: every type, constraint and place, hostile names and strings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tests import hostile, kit
from tests.agreement.instances import instances
from tests.agreement.patterns import patterns
from tests.agreement.worlds import Document
from tests.backend_samples import NAMES

if TYPE_CHECKING:
    from files.codegen.code.shared.spec_model import Field, Type

_cross_check = kit.load("shared.cross_check")
_loader = kit.load("shared.spec_loader")

TYPES = [
    *("sample", "other_one", "a", "person_job", "x1", "very_long_name_" + "x" * 40),
    *("any", "string", "int", "list", "field", "base_model", "record", "date", "json"),
    *("integer", "uuid", "date_time", "class", "self", "none", "query", "mutation"),
    *("z", "object", "map", "symbol", "model_config", "missing", "literal", "id"),
    *("sample_input", "sample_a", "constructor", "import", "boolean", "error"),
]
"""What specifications are called: like each other, and like what generated code uses."""

_simple = st.sampled_from(["a", "b", "c", "userName", "max_count", "kind", "items"])
_names = st.one_of(
    _simple, st.sampled_from(NAMES), hostile.texts.filter(lambda text: len(text) > 0)
)
_flags = st.integers(0, 3).map(lambda number: number == 0)
_rare = st.integers(0, 11).map(lambda number: number == 0)
_numbers = st.one_of(
    st.integers(-6, 6),
    st.sampled_from([0.1, 0.25, 0.5, -1.5, 1e-7, 3.0, 1e300, -1e300, 5e-324, 1e21]),
    st.sampled_from([2**31 - 1, 2**31, -(2**31), 2**53 - 1, -(2**53) + 1, 2**53]),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
)
_whole = st.one_of(
    st.integers(-6, 6),
    st.sampled_from([2**31 - 1, 2**31, -(2**31), 2**53 - 1, -(2**53) + 1]),
    st.integers(-(2**53) + 1, 2**53 - 1),
)
_steps = st.sampled_from(
    [1, 2, 3, 5, 7, 0.1, 0.25, 0.01, 1.5, 1e-300, 1e300, 2**53, 5e-324, 2.0**-1000]
)
_whole_steps = st.sampled_from([1, 2, 3, 5, 7, 100, 2**31, 2**53 - 1])


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a type is drawn."""

    refs: tuple[str, ...]
    tag: str | None  # the property that every shared type here has, each its own
    depth: int  # types may be this much deeper


@st.composite
def worlds(draw: st.DrawFn) -> list[Document]:
    """Specifications that are valid together."""
    depth = draw(st.sampled_from([0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 6]))
    most = min(depth + 1, 3)
    types = draw(
        st.lists(st.sampled_from(TYPES), min_size=1, max_size=most, unique=True)
    )
    tag = draw(st.sampled_from([None, None, "kind", "class", "the tag", "__proto__"]))
    place = _Place(tuple(types), tag, depth)
    documents = [draw(_documents(type_, place)) for type_ in types]
    _repair(documents)
    for document in documents:
        draw(_defaults(document["fields"], _loader.load_spec(document).fields))
    _repair(documents)
    return documents


@st.composite
def _documents(draw: st.DrawFn, type_: str, place: _Place) -> Document:
    is_node = draw(st.booleans()) if place.tag is None else draw(_rare)
    fields = draw(_fields(place, 2 if place.depth <= 1 else 5))
    document: Document = {
        "type": type_,
        "kind": "node" if is_node else "type",
        "fields": fields,
    }
    if place.tag is not None:
        fields.insert(0, _tag(place.tag, type_))
    if draw(_flags):
        document["displayName"] = draw(hostile.texts)
    if draw(_flags):
        document["description"] = draw(hostile.texts)
    if draw(st.integers(0, 39)) == 39:
        document["fields"] = []
    return document


def _tag(name: str, value: str) -> Document:
    return {"name": name, "type": "string", "const": value, "required": True}


@st.composite
def _fields(draw: st.DrawFn, place: _Place, most: int) -> list[Document]:
    names = draw(st.lists(_names, min_size=1, max_size=most, unique=True))
    return [draw(_field(name, place)) for name in names]


@st.composite
def _field(draw: st.DrawFn, name: str, place: _Place) -> Document:
    field = {"name": name, **draw(_type(place))}
    endless = field["type"] == "ref" and field["ref"] != place.refs[0]
    if draw(st.integers(0, 2)) == 0 and not endless:
        field["required"] = True
    if draw(_flags):
        field["description"] = draw(hostile.texts)
    if draw(_rare):
        field["deprecated"] = draw(st.just(True) | hostile.texts)
    if draw(_rare):
        field["uiConfig"] = {"placeholder": draw(hostile.texts)}
    return field


@st.composite
def _type(draw: st.DrawFn, place: _Place) -> Document:
    kinds = _LEAVES if place.depth <= 0 else _LEAVES + _COMPOUNDS
    inner = replace(place, depth=place.depth - 1)
    made: Document = draw(draw(st.sampled_from(kinds))(inner))
    if draw(st.integers(0, 6)) == 0:
        made["nullable"] = True
    return made


def _optional(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[Document]:
    """Some of the members, mostly one or none."""

    def chosen(names: list[str]) -> st.SearchStrategy[Document]:
        return st.fixed_dictionaries({name: members[name] for name in names})

    names = st.lists(st.sampled_from(sorted(members)), max_size=3, unique=True)
    return names.flatmap(chosen)


def _string(place: _Place) -> st.SearchStrategy[Document]:
    validation = _optional(
        minLength=st.integers(0, 3), maxLength=st.integers(1, 6), pattern=patterns
    )
    names = st.sampled_from(["string", "string", "code", "file_path", "url"])
    return st.fixed_dictionaries({"type": names, "validation": validation})


def _numeric(
    name: str, bounds: st.SearchStrategy[Any], steps: st.SearchStrategy[Any]
) -> Any:
    validation = _optional(
        min=bounds,
        max=bounds,
        exclusiveMin=bounds,
        exclusiveMax=bounds,
        multipleOf=steps,
    )
    made = st.fixed_dictionaries({"type": st.just(name), "validation": validation})
    return lambda place: made


def _plain(place: _Place) -> st.SearchStrategy[Document]:
    names = ["boolean", "date", "datetime", "uuid", "any"]
    return st.sampled_from(names).map(lambda name: {"type": name})


def _enum(place: _Place) -> st.SearchStrategy[Document]:
    values = st.lists(hostile.texts | _names, min_size=1, max_size=5, unique=True)
    return values.map(lambda found: {"type": "enum", "values": found})


def _allowed(place: _Place) -> st.SearchStrategy[Document]:
    """Enums as published specifications write them: of a string, and of an array's items."""
    values = st.lists(hostile.texts, min_size=1, max_size=4, unique=True)
    listed = st.sampled_from([{"itemType": "string"}, {"uniqueItems": True}, {}])
    return st.one_of(
        values.map(lambda v: {"type": "string", "validation": {"allowedValues": v}}),
        st.builds(
            lambda v, more: {"type": "array", "validation": {"enum": v, **more}},
            values,
            listed,
        ),
    )


def _listed(place: _Place) -> st.SearchStrategy[Document]:
    """Arrays whose items have only a name for a type, or none."""
    names = st.sampled_from(["string", "integer", "number", "date", "any", "object"])
    return st.one_of(
        names.map(lambda n: {"type": "array", "validation": {"item_type": n}}),
        names.map(lambda n: {"type": "array", "items": n}),
        st.builds(lambda: {"type": "array", "validation": {"uniqueItems": True}}),
    )


def _const(place: _Place) -> st.SearchStrategy[Document]:
    kinds = {str: "string", int: "integer", bool: "boolean"}
    values = st.one_of(
        hostile.texts,
        st.booleans(),
        st.sampled_from([0, 1, -1, 2**31, 2**53 - 1]),
    )
    return values.map(lambda found: {"type": kinds[type(found)], "const": found})


def _ref(place: _Place) -> st.SearchStrategy[Document]:
    return st.sampled_from(place.refs).map(lambda ref: {"type": "ref", "ref": ref})


@st.composite
def _array(draw: st.DrawFn, place: _Place) -> Document:
    validation = draw(
        _optional(
            minItems=st.integers(0, 2),
            maxItems=st.integers(0, 4),
            uniqueItems=st.sampled_from([True, True, False]),
        )
    )
    return {"type": "array", "items": draw(_type(place)), "validation": validation}


def _object(place: _Place) -> st.SearchStrategy[Document]:
    return _fields(place, 3).map(
        lambda fields: {"type": "object", "nestedFields": fields}
    )


def _map(place: _Place) -> st.SearchStrategy[Document]:
    return _type(place).map(lambda values: {"type": "object", "values": values})


def _free_map(place: _Place) -> st.SearchStrategy[Document]:
    return st.just({"type": "object"}).map(dict)


def _union(place: _Place) -> st.SearchStrategy[Document]:
    variants = st.lists(_type(place), min_size=1, max_size=3)
    return variants.map(lambda found: {"type": "union", "variants": found})


@st.composite
def _tagged_union(draw: st.DrawFn, place: _Place) -> Document:
    """A union whose variants are told by a property: objects here, and other specifications."""
    name = place.tag or draw(_names)
    tags = draw(st.lists(hostile.texts | _simple, min_size=1, max_size=3, unique=True))
    variants: list[Document] = []
    for tag in tags:
        fields = [f for f in draw(_fields(place, 2)) if f["name"] != name]
        at = draw(st.integers(0, len(fields)))
        fields.insert(at, _tag(name, tag))
        variants.append({"type": "object", "nestedFields": fields})
    if place.tag is not None:
        for ref in draw(st.lists(st.sampled_from(place.refs), unique=True)):
            variants.append({"type": "ref", "ref": ref})
    return {"type": "union", "discriminator": name, "variants": variants}


_LEAVES: list[Any] = [
    *(_string, _string, _numeric("integer", _whole, _whole_steps)),
    *(_numeric("number", _numbers, _steps), _plain, _plain, _enum, _const),
    *(_plain, _allowed, _listed),
]
_COMPOUNDS: list[Any] = [
    *(_array, _array, _array, _array, _object, _object, _object, _map, _free_map),
    *(_union, _union, _tagged_union, _tagged_union, _ref, _ref, _ref, _ref),
]


@st.composite
def _defaults(
    draw: st.DrawFn, written: list[Document], fields: tuple[Field, ...]
) -> None:
    """Give fields a default, those inside objects first."""
    for document, field in zip(written, fields, strict=True):
        draw(_inner_defaults(document, field.type))
        if draw(st.integers(0, 2)) == 0:
            document["defaultValue"] = draw(instances(field.type, {}))


@st.composite
def _inner_defaults(draw: st.DrawFn, written: Document, type_: Type) -> None:
    if type_.fields:
        draw(_defaults(written["nestedFields"], type_.fields))
    if type_.item is not None:
        inner = written.get("items", written.get("values"))
        if isinstance(inner, dict):
            draw(_inner_defaults(inner, type_.item))
    for document, variant in zip(
        written.get("variants", []), type_.variants, strict=True
    ):
        draw(_inner_defaults(document, variant))


def _repair(documents: list[Document]) -> None:
    """Take out what is not valid, until the rest is."""
    while paths := problem_paths(documents):
        for path in _last_of_each(paths):
            _remove(documents, path)


def problem_paths(documents: list[Document]) -> list[list[Any]]:
    """Where problems are: those of each document, and if there are none, those between them."""
    paths: list[list[Any]] = []
    for index, document in enumerate(documents):
        try:
            _loader.load_spec(document)
        except _loader.SpecError as error:
            paths += [[index, *found["path"]] for found in error.problems]
    if not paths:
        try:
            _cross_check.check_together(documents)
        except _loader.SpecError as error:
            index_of = {found["type"]: at for at, found in enumerate(documents)}
            for found in error.problems:
                type_, *path = found["path"]
                paths.append([index_of[type_], *path])
    return paths


def _last_of_each(paths: list[list[Any]]) -> list[list[Any]]:
    """The last path of each document, so that removing one leaves the others right."""
    found = {path[0]: path for path in paths}
    return [found[at] for at in sorted(found, reverse=True)]


def _remove(documents: list[Document], path: list[Any]) -> None:
    """Remove the constraint or the default at the path, or the field or variant around it, or the document."""
    if "defaultValue" in path:
        path = path[: path.index("defaultValue") + 1]
    elif "validation" in path:
        path = path[: path.index("validation") + 2]
    else:
        listed = ("fields", "nestedFields", "variants")
        around = [at for at, key in enumerate(path[:-1]) if key in listed]
        path = path[: around[-1] + 2 if around else 1]
    inside: Any = documents
    for key in path[:-1]:
        inside = inside[key]
    del inside[path[-1]]
