"""Names in the generated code, made from the names in a specification: safe, unique, always the same.

A name in a specification is any text. `words` cuts it into lower-case ASCII words, the cases join them again, and
`assign` keeps the results apart within a scope. What a language or the generated code itself uses is reserved.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache

from .languages import graphql
from .reserved import CLASS_NAMES, GRAPHQL_ENUM_VALUES, PYTHON_ATTRIBUTES

_word = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z][a-z0-9]*|[0-9]+[a-z0-9]*")
_brace = re.compile(r"\{([^{}]*)\}")


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The words of a name: `personJob`, `person_job` and `Person-Job` give `("person", "job")`.

    Accents are dropped; a letter without an ASCII form becomes a word like `u540d`.
    """
    if not text.isascii():
        text = "".join(map(_ascii, unicodedata.normalize("NFKD", text)))
    return tuple(word.lower() for word in _word.findall(text))


@lru_cache(maxsize=65536)
def pascal(text: str) -> str:
    """`PersonJob`."""
    return "".join(word[:1].upper() + word[1:] for word in words(text))


@lru_cache(maxsize=65536)
def camel(text: str) -> str:
    """`personJob`."""
    joined = pascal(text)
    return joined[:1].lower() + joined[1:]


def snake(text: str) -> str:
    """`person_job`."""
    return "_".join(words(text))


def kebab(text: str) -> str:
    """`person-job`."""
    return "-".join(words(text))


def title(text: str) -> str:
    """`Person Job`: what a person reads where a specification gives no label."""
    return " ".join(word[:1].upper() + word[1:] for word in words(text)) or text


def class_name(spec_type: str) -> str:
    """The class of a specification in every language: `PersonJob`; `AnyType` where `Any` is taken."""
    name = pascal(spec_type)
    return f"{name}Type" if name in CLASS_NAMES else name


def member_class_name(owner: str, name: str) -> str:
    """The class of a nested object, enum or union inside a class: `PersonJob` + `memory_settings`."""
    return owner + (pascal(name) or "Empty")


@lru_cache(maxsize=65536)
def python_attribute(name: str) -> str:
    """A PEP 8 attribute name that shadows nothing of Pydantic, dataclasses or the annotations' names."""
    safe = snake(name) or "empty"
    if safe[0].isdigit() or safe.startswith(("model_validate", "model_dump")):
        safe = f"field_{safe}"
    return f"{safe}_" if safe in PYTHON_ATTRIBUTES else safe


def python_attributes(
    names: Iterable[str], reserved: Collection[str] = ()
) -> dict[str, str]:
    """Wire name -> attribute name, unique within the class; `reserved` adds names the class itself uses."""
    return assign(names, python_attribute, reserved)


def graphql_name(name: str) -> str:
    """A GraphQL Name as close to the wire name as can be."""
    if graphql.is_name(name) and not name.startswith("__"):
        return name
    safe = re.sub(r"[^A-Za-z0-9_]", _graphql_part, name) or "empty"
    safe = re.sub(r"^_{2,}", "_", safe)
    return f"_{safe}" if safe[0].isdigit() else safe


def graphql_fields(names: Iterable[str]) -> dict[str, str]:
    """Wire name -> field name, unique within the type."""
    return assign(names, graphql_name)


def graphql_enum_values(values: Iterable[str]) -> dict[str, str]:
    """Enum value -> GraphQL enum value, unique within the enum."""
    return assign(values, graphql_name, GRAPHQL_ENUM_VALUES)


def assign(
    names: Iterable[str], wanted: Callable[[str], str], reserved: Collection[str] = ()
) -> dict[str, str]:
    """Each name with the name it gets, all different and none reserved, in the order given.

    A name that is already what is wanted keeps it; of the others, a later one gets `_2`, `_3` when taken.
    """
    ordered = list(dict.fromkeys(names))
    taken = {name for name in ordered if wanted(name) == name and name not in reserved}
    scope = Scope(taken.union(reserved))
    return {
        name: name if name in taken else scope.take(wanted(name)) for name in ordered
    }


class Scope:
    """A set of names in use, which hands out names that are not."""

    def __init__(self, taken: Collection[str] = ()) -> None:
        self._taken = set(taken)

    def take(self, wanted: str, separator: str = "_") -> str:
        """The wanted name, or the first of `wanted_2`, `wanted_3` that is free; it is in use from now on."""
        name, number = wanted, 1
        while name in self._taken:
            number += 1
            name = f"{wanted.rstrip(separator)}{separator}{number}"
        self._taken.add(name)
        return name


def fill_pattern(pattern: str, spec_type: str) -> str:
    """An output pattern for one specification. Raises KeyError for a name in braces that is not known."""
    return _brace.sub(lambda found: PATTERN_NAMES[found[1]](spec_type), pattern)


def has_names(pattern: str) -> bool:
    """Whether a pattern gives another path for each specification."""
    return _brace.search(pattern) is not None


def unknown_pattern_names(pattern: str) -> list[str]:
    """The names in braces that `fill_pattern` does not know."""
    return [name for name in _brace.findall(pattern) if name not in PATTERN_NAMES]


PATTERN_NAMES: dict[str, Callable[[str], str]] = {
    "node_name": str,
    "NodeName": pascal,
    "nodeName": camel,
    "node-name": kebab,
}
"""Name in braces -> how it is made from a specification's type."""


def _ascii(character: str) -> str:
    if character.isascii():
        return character
    if unicodedata.combining(character):
        return ""
    return f"u{ord(character):x}" if character.isalnum() else " "


def _graphql_part(found: re.Match[str]) -> str:
    return "_" if found[0].isascii() else f"u{ord(found[0]):x}"
