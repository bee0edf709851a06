"""A GraphQL server over all generated schemas: what it takes, as what, and whether it can answer with it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import graphql
from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
)

from tests import kit
from tests.agreement import graphql_types
from tests.agreement.verdicts import Verdict, read_json, refused, valid
from tests.agreement.worlds import World

if TYPE_CHECKING:
    from files.codegen.code.shared.spec_model import Field

_is_well_formed = kit.load("shared.languages.characters").is_well_formed
_graphql_string = kit.load("shared.literals").graphql.string
_json_equal = kit.load("shared.value_check").json_equal


class GraphQLServer:
    """Takes a JSON text as the argument of a mutation, and answers with values."""

    def __init__(self, world: World) -> None:
        self._summaries = {
            type_: made["summary"] for type_, made in world.made["graphql"].items()
        }
        self._names: dict[str, dict[str, str]] = {}
        for summary in self._summaries.values():
            self._names.update(summary["renamed"])
        self.schema = graphql.build_schema(self._text(world))
        assert graphql.validate_schema(self.schema) == []
        _scalar(self.schema, "JSON").coerce_input_value = _json
        _scalar(self.schema, "SafeInteger").coerce_input_value = _safe_integer
        assert self.schema.mutation_type is not None
        for field in self.schema.mutation_type.fields.values():
            field.resolve = self._receive

    def _text(self, world: World) -> str:
        """The files of the schemas folder, and a root over all types."""
        queries, mutations = [], []
        for type_, summary in self._summaries.items():
            queries.append(f"{type_}: {summary['type']}")
            mutations.append(f"{type_}(value: {summary['input']}!): Boolean")
        root = (
            f"type Query {{ {' '.join(queries)} }}"
            f" type Mutation {{ {' '.join(mutations)} }}"
        )
        scalars = kit.template("backend/graphql_scalars.j2")
        return "\n".join([scalars, *world.code("graphql").values(), root])

    def _receive(self, source: Any, info: Any, value: Any) -> bool:
        self._received = value
        return True

    def judge(self, instance: tuple[str, str]) -> Verdict:
        """Whether a mutation takes the instance; the value is what its resolver gets."""
        type_, text = instance
        try:
            value = read_json(text)
        except ValueError as error:
            return refused(error)
        input_ = self._summaries[type_]["input"]
        named = self.schema.type_map[input_]
        result = graphql.graphql_sync(
            self.schema,
            f"mutation ($value: {input_}!) {{ {type_}(value: $value) }}",
            variable_values={"value": self._rename(value, named, to_graphql=True)},
        )
        if result.errors:
            return refused("; ".join(error.message for error in result.errors))
        return valid(self._rename(self._received, named, to_graphql=False))

    def answer(self, type_: str, expected: Verdict) -> Verdict:
        """What a client gets that asks for the value; of one that is not valid, nothing."""
        if not expected.valid:
            return refused("not valid")
        named = self.schema.type_map[self._summaries[type_]["type"]]
        root = {type_: self._rename(expected.value, named, to_graphql=True)}
        query = f"{{ {type_} {self._selection(named, [root[type_]])} }}"
        result = graphql.graphql_sync(self.schema, query, root)
        if result.errors:
            return refused("; ".join(error.message for error in result.errors))
        assert result.data is not None
        answer = self._rename(result.data[type_], named, to_graphql=False)
        same = _json_equal(_without_nulls(answer), _without_nulls(expected.value))
        return valid(answer) if same else refused(f"it is {json.dumps(answer)}")

    def unnamed(self, world: World) -> str:
        """What neither the types nor the descriptions of the schema say; '' if nothing."""
        for type_, spec in world.specs.items():
            for key in ("type", "input"):
                named = self.schema.type_map[self._summaries[type_][key]]
                for path, needle in self._unnamed(named, spec.fields):
                    return f"graphql, {key} of {type_}: {path} does not say {needle!r}"
        return ""

    def _unnamed(
        self, type_: Any, fields: tuple[Field, ...]
    ) -> Iterator[tuple[str, str]]:
        """Each constraint that the description of a field does not name."""
        if not fields:
            return
        table = self._table(type_, type_.fields, to_graphql=True)
        for field in fields:
            found = type_.fields[table[field.name]]
            said = found.description or ""
            needles = [*graphql_types.unsaid(field.type)]
            if isinstance(type_, GraphQLInputObjectType):
                needles += graphql_types.unsaid_of_input(field)
            if table[field.name] != field.name:
                needles.append(str(_graphql_string(field.name)))
            for needle in needles:
                if needle.lower() not in said.lower():
                    yield field.name, needle
            inner = field.type
            while inner.kind == "array" and inner.item is not None:
                inner = inner.item
            yield from self._unnamed(graphql.get_named_type(found.type), inner.fields)

    def wire_names(self, type_name: str, names: Iterable[str]) -> dict[str, str]:
        """Name in a GraphQL type -> name in JSON."""
        renamed = self._names.get(type_name.removesuffix("Input"), {})
        renamed = self._names.get(type_name, renamed)
        return {name: renamed.get(name, name) for name in names}

    def _rename(self, value: Any, type_: Any, *, to_graphql: bool) -> Any:
        """A value with the names of GraphQL for those of JSON, or the other way round."""
        if isinstance(type_, GraphQLNonNull):
            return self._rename(value, type_.of_type, to_graphql=to_graphql)
        if isinstance(type_, GraphQLList):
            if not isinstance(value, list):
                return self._rename(value, type_.of_type, to_graphql=to_graphql)
            return [
                self._rename(item, type_.of_type, to_graphql=to_graphql)
                for item in value
            ]
        if isinstance(type_, GraphQLEnumType):
            return self._table(type_, type_.values, to_graphql).get(value, value)
        is_object = isinstance(type_, GraphQLObjectType | GraphQLInputObjectType)
        if not is_object or not isinstance(value, dict):
            return value
        table = self._table(type_, type_.fields, to_graphql)
        renamed = {}
        for key, item in value.items():
            name = table.get(key, key)
            inner = type_.fields.get(name if to_graphql else key)
            renamed[name] = (
                item
                if inner is None
                else self._rename(item, inner.type, to_graphql=to_graphql)
            )
        return renamed

    def _table(
        self, type_: Any, names: Iterable[str], to_graphql: bool
    ) -> dict[Any, str]:
        """How to rename. What has no name stays unknown, also where its text is a name in GraphQL."""
        known = self.wire_names(type_.name, names)
        if not to_graphql:
            return dict(known)
        strange = {name: f"no {name}" for name in known}
        return _Hashable(strange | {name: own for own, name in known.items()})

    def _selection(self, type_: Any, values: list[Any]) -> str:
        """The fields to ask for: all of them, as deep as the values are."""
        type_ = graphql.get_named_type(type_)
        if not isinstance(type_, GraphQLObjectType):
            return ""
        found = [inner for value in values for inner in _objects(value)]
        if not found:
            return "{ __typename }"
        fields = [
            f"{name} {self._selection(field.type, [o.get(name) for o in found])}"
            for name, field in type_.fields.items()
        ]
        return f"{{ {' '.join(fields)} }}"


class _Hashable(dict[Any, str]):
    """A table in which any JSON may be looked up."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(key, default) if isinstance(key, str) else default


def _objects(value: Any) -> list[dict[str, Any]]:
    """The objects in a value of lists."""
    if isinstance(value, list):
        return [inner for item in value for inner in _objects(item)]
    return [value] if isinstance(value, dict) else []


def _without_nulls(value: Any) -> Any:
    """GraphQL answers null for what is absent."""
    if isinstance(value, dict):
        return {
            key: _without_nulls(item)
            for key, item in value.items()
            if item is not None and key != "__typename"
        }
    return list(map(_without_nulls, value)) if isinstance(value, list) else value


def _scalar(schema: graphql.GraphQLSchema, name: str) -> Any:
    found = schema.type_map[name]
    assert isinstance(found, GraphQLScalarType)
    return found


def _json(value: Any) -> Any:
    """The scalar `JSON` as its description defines it."""
    if isinstance(value, str) and not _is_well_formed(value):
        raise GraphQLError("JSON cannot hold a lone surrogate")
    if isinstance(value, float) and not math.isfinite(value):
        raise GraphQLError("JSON cannot hold a number that is not finite")
    if isinstance(value, list):
        return [_json(item) for item in value]
    if isinstance(value, dict):
        return {_json(key): _json(item) for key, item in value.items()}
    return value


def _safe_integer(value: Any) -> Any:
    """The scalar `SafeInteger` as its description defines it."""
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not whole or abs(value) > 2**53 - 1:
        raise GraphQLError(f"SafeInteger cannot represent {value!r}")
    return int(value)
