"""What a specification says of others, as JSON: enough to check many together without reading them again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .references import required_refs, typed_paths
from .spec_loader import value_type
from .spec_model import Field, Spec, Type


def links_of(spec: Spec) -> dict[str, Any]:
    """The links of a specification; paths start at its document.

    `refs` are all refs with their paths, `requires` those that every value holds, `unions` the discriminated unions
    with the ref or the tag of each variant, and `unique` the arrays of unique items with the refs in them. `tags` are
    the constants by which a union may tell the values, and `fills` says whether defaults are filled into them.
    """
    value = value_type(spec)
    typed = [*typed_paths(spec.fields, ("fields",))]
    return {
        "type": spec.type,
        "refs": [[found.ref, [*path, "ref"]] for path, found in typed if found.ref],
        "requires": [*required_refs(spec.fields)],
        "unions": [
            [found.discriminator, [*path, "variants"], [*_variants(found)]]
            for path, found in typed
            if found.discriminator is not None
        ],
        "unique": [
            [[*path, "validation", "uniqueItems"], refs]
            for path, found in typed
            if found.constraints.unique_items and (refs := [*_refs_in(found)])
        ],
        "tags": {
            field.name: field.type.const for field in value.fields if _tags(field)
        },
        "fills": any(
            field.has_default and not field.required
            for found in value.walk()
            for field in found.fields
        ),
    }


def _variants(union: Type) -> Iterator[dict[str, str]]:
    """A ref, or the tag of an object, which its fields were checked to have."""
    for variant in union.variants:
        if variant.ref is not None:
            yield {"ref": variant.ref}
        else:
            tags = [
                f.type.const for f in variant.fields if f.name == union.discriminator
            ]
            yield {"tag": tags[0]}


def _refs_in(array: Type) -> Iterator[str]:
    yield from (found.ref for found in array.walk() if found.ref is not None)


def _tags(field: Field) -> bool:
    is_text = field.type.kind == "const" and isinstance(field.type.const, str)
    return is_text and field.required and not field.type.nullable
