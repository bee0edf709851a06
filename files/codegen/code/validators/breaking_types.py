"""Two types of a value, before and after a change: what the change breaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..shared.problems import show
from ..shared.spec_loader import value_type
from ..shared.spec_model import Field, Spec, Type
from ..shared.value_check import fits, json_equal
from .breaking_bounds import tightened
from .breaking_rules import Change, Where

Specs = Mapping[str, Spec]

_TEXTS = ("date", "datetime", "uuid")
_INPUT_ONLY = {"TYPE_WIDENED", "NULLABLE_ADDED", "FIELD_OPTIONAL", "DEFAULT_REMOVED"}
"""Rules that break readers alone: old values stay valid."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Compares types of two sets of specifications; `inside` are the refs that are being compared."""

    old: Specs
    new: Specs
    inside: set[tuple[str, str]] = field(default_factory=set)

    def types(self, before: Type, after: Type, where: Where) -> Iterator[Change]:
        """What breaks when values of `before` become values of `after`."""
        if before == after or before.kind == after.kind == "any":
            return
        if after.kind == "any" or before.kind == "any":
            yield from _any(before, after, where)
            return
        yield from self._nulls(before, after, where)
        before, after = replace(before, nullable=False), replace(after, nullable=False)
        if before.kind == "ref" or after.kind == "ref":
            yield from self._refs(before, after, where)
        elif before.kind == "union" or after.kind == "union":
            yield from self._unions(before, after, where)
        elif before.kind in ("enum", "const"):
            yield from self._values(before, after, where)
        else:
            yield from self._plain(before, after, where)

    def _nulls(self, before: Type, after: Type, where: Where) -> Iterator[Change]:
        was, now = self._takes_null(before, self.old), self._takes_null(after, self.new)
        if was and not now:
            message = "null was valid and is not"
            yield Change("NULLABLE_REMOVED", where.at("nullable"), message)
        if now and not was:
            message = "null was not valid and is"
            yield Change("NULLABLE_ADDED", where.at("nullable"), message)

    def _takes_null(self, type_: Type, specs: Specs) -> bool:
        return fits(None, type_, lambda name: _object(name, specs))

    def _refs(self, before: Type, after: Type, where: Where) -> Iterator[Change]:
        """A ref is what it refers to; what changes in that is told there."""
        pair = (repr(before), repr(after))
        if before.ref == after.ref or pair in self.inside:
            return
        self.inside.add(pair)
        try:
            resolved = _resolved(before, self.old), _resolved(after, self.new)
            yield from self.types(*resolved, where)
        finally:
            self.inside.discard(pair)

    def _unions(self, before: Type, after: Type, where: Where) -> Iterator[Change]:
        """Each variant has to be at home in one of the new variants; null is told of the union as a whole."""
        olds, news = _variants(before), _variants(after)
        for variant in olds:
            if not any(self._is_accepted(variant, new, where) for new in news):
                yield from self._homeless(variant, news, after, where)
        for index, variant in enumerate(news):
            is_known = any(self._is_accepted(variant, old, where) for old in olds)
            tag = after.discriminator or before.discriminator
            if not is_known and not any(_is_akin(variant, old, tag) for old in olds):
                message = f"values of {_name(variant)} were not valid and are"
                at = where.at("variants", index) if after.kind == "union" else where
                yield Change("TYPE_WIDENED", at, message)

    def _homeless(
        self, variant: Type, news: tuple[Type, ...], after: Type, where: Where
    ) -> Iterator[Change]:
        """What has become of a variant: its changes where one like it is left."""
        tag = after.discriminator
        akin = [i for i, new in enumerate(news) if _is_akin(variant, new, tag)]
        if len(akin) == 1:
            at = where.at("variants", akin[0]) if after.kind == "union" else where
            yield from self.types(variant, news[akin[0]], at)
        else:
            message = f"values of {_name(variant)} were valid and are not"
            yield Change("VARIANT_REMOVED", where.at("variants"), message)

    def _is_accepted(self, before: Type, after: Type, where: Where) -> bool:
        """Whether every value of `before` is one of `after`."""
        changes = self.types(before, after, where)
        return all(change.rule in _INPUT_ONLY for change in changes)

    def _values(self, before: Type, after: Type, where: Where) -> Iterator[Change]:
        """Few values, told one by one."""
        values = before.values if before.kind == "enum" else (before.const,)
        lost = [value for value in values if not fits(value, after, lambda name: None)]
        if not lost:
            if after.kind not in ("enum", "const"):
                yield _changed("TYPE_WIDENED", before, after, where)
        elif after.kind == "enum":
            for value in lost:
                message = f"the value {show(value)} is gone"
                yield Change("ENUM_VALUE_REMOVED", where.at("values"), message)
        elif after.kind == "const" and before.kind == "const":
            message = (
                f"the constant was {show(before.const)} and is {show(after.const)}"
            )
            yield Change("CONST_CHANGED", where.at("const"), message)
        else:
            rule = "TYPE_CHANGED" if len(lost) == len(values) else "TYPE_NARROWED"
            yield _changed(rule, before, after, where)

    def _plain(self, before: Type, after: Type, where: Where) -> Iterator[Change]:
        kinds = (before.kind, after.kind)
        if before.kind == after.kind:
            yield from self._inner(before, after, where)
            yield from tightened(before, after, where)
        elif kinds == ("integer", "number") or (
            before.kind in _TEXTS and after.kind == "string"
        ):
            yield _changed("TYPE_WIDENED", before, after, where)
            yield from tightened(before, after, where)
        elif kinds == ("object", "map"):
            yield from self._object_to_map(before, after, where)
        elif (
            kinds in (("number", "integer"), ("map", "object"))
            or (before.kind == "string" and after.kind in _TEXTS)
            or self._has_some(before, after)
        ):
            yield _changed("TYPE_NARROWED", before, after, where)
        else:
            yield _changed("TYPE_CHANGED", before, after, where)

    def _has_some(self, before: Type, after: Type) -> bool:
        """Whether a few values of `before` are what is left."""
        values = after.values if after.kind == "enum" else (after.const,)
        few = after.kind in ("enum", "const")
        return few and any(fits(value, before, lambda name: None) for value in values)

    def _inner(self, before: Type, after: Type, where: Where) -> Iterator[Change]:
        if before.item is not None and after.item is not None:
            key, mark = ("values", "{}") if after.kind == "map" else ("items", "[]")
            yield from self.types(before.item, after.item, where.inside(key, mark))
        if before.kind == "object":
            yield from self.fields(
                before.fields, after.fields, where.at("nestedFields")
            )

    def _object_to_map(
        self, before: Type, after: Type, where: Where
    ) -> Iterator[Change]:
        item = after.item
        assert item is not None, "a map has values"
        fitting = all(self._is_accepted(f.type, item, where) for f in before.fields)
        rule = "TYPE_WIDENED" if fitting else "TYPE_CHANGED"
        yield _changed(rule, before, after, where)

    # fields

    def fields(
        self, before: tuple[Field, ...], after: tuple[Field, ...], where: Where
    ) -> Iterator[Change]:
        """What breaks between the fields of an object; `where` is the list of fields."""
        olds = {field.name: field for field in before}
        news = {field.name: (index, field) for index, field in enumerate(after)}
        renamed = _renamed(before, after)
        for name, old in olds.items():
            if name in renamed:
                index, new = news[renamed[name]]
                message = f"the field {show(name)} is called {show(new.name)}"
                yield Change("FIELD_RENAMED", where.field(index, name), message)
            elif name not in news:
                gone = Where(where.path, f"{where.subject}.{name}")
                yield Change("FIELD_REMOVED", gone, f"the field {show(name)} is gone")
            else:
                index, new = news[name]
                yield from self._field(old, new, where.field(index, name))
        for name, (index, new) in news.items():
            if name not in olds and name not in renamed.values() and new.required:
                message = f"the new field {show(name)} is required"
                yield Change("FIELD_REQUIRED_ADDED", where.field(index, name), message)

    def _field(self, before: Field, after: Field, where: Where) -> Iterator[Change]:
        yield from self.types(before.type, after.type, where)
        if after.required and not before.required:
            message = "the field could be absent and is required"
            yield Change("FIELD_REQUIRED", where.at("required"), message)
        if not after.required:
            yield from _default(before, after, where)


def _default(before: Field, after: Field, where: Where) -> Iterator[Change]:
    """What an absent field becomes."""
    if before.required:
        if not after.has_default:
            message = "the field was always there and may be absent"
            yield Change("FIELD_OPTIONAL", where.at("required"), message)
    elif before.has_default and not after.has_default:
        message = f"an absent field became {show(before.default)} and stays absent"
        yield Change("DEFAULT_REMOVED", where.at("defaultValue"), message)
    elif before.has_default and not json_equal(before.default, after.default):
        message = f"the default was {show(before.default)} and is {show(after.default)}"
        yield Change("DEFAULT_CHANGED", where.at("defaultValue"), message)


def _renamed(before: tuple[Field, ...], after: tuple[Field, ...]) -> dict[str, str]:
    """Old name -> new name of fields that are the same but for their names: one each way, or at one place."""
    names = {field.name for field in before} & {field.name for field in after}
    gone = {i: field for i, field in enumerate(before) if field.name not in names}
    come = {i: field for i, field in enumerate(after) if field.name not in names}
    found: dict[str, str] = {}
    for index, old in gone.items():
        alike = [i for i, new in come.items() if _is_alike(old, new)]
        back = [i for i, other in gone.items() if _is_alike(other, old)]
        if index in alike:
            found[old.name] = come[index].name
        elif len(alike) == 1 and len(back) == 1:
            found[old.name] = come[alike[0]].name
    return found if len(set(found.values())) == len(found) else {}


def _is_alike(one: Field, other: Field) -> bool:
    return (one.type, one.required, one.has_default) == (
        other.type,
        other.required,
        other.has_default,
    ) and json_equal(one.default, other.default)


def _any(before: Type, after: Type, where: Where) -> Iterator[Change]:
    rule = "TYPE_WIDENED" if after.kind == "any" else "TYPE_NARROWED"
    yield _changed(rule, before, after, where)


def _changed(rule: str, before: Type, after: Type, where: Where) -> Change:
    message = f"the type was {_name(before)} and is {_name(after)}"
    return Change(rule, where.at("type"), message)


def _variants(type_: Type) -> tuple[Type, ...]:
    found = type_.variants if type_.kind == "union" else (type_,)
    return tuple(replace(variant, nullable=False) for variant in found)


def _is_akin(one: Type, other: Type, discriminator: str | None) -> bool:
    """Whether one variant may have become the other."""
    if one.kind != other.kind or one.ref != other.ref:
        return False
    return discriminator is None or _tag(one, discriminator) == _tag(
        other, discriminator
    )


def _tag(variant: Type, discriminator: str) -> Any:
    """The constant by which a variant is told."""
    tags = (f.type.const for f in variant.fields if f.name == discriminator)
    return next(tags, None)


def _name(type_: Type) -> str:
    if type_.ref is not None:
        return type_.ref
    if type_.kind == "const":
        return f"the constant {show(type_.const)}"
    return type_.kind


def _object(name: str, specs: Specs) -> Type | None:
    return value_type(specs[name]) if name in specs else None


def _resolved(type_: Type, specs: Specs) -> Type:
    if type_.ref is None:
        return type_
    return _object(type_.ref, specs) or Type("any")
