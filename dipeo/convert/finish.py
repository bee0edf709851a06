"""Drafts made valid: what the kit refuses is taken out, and told as lost."""

from __future__ import annotations

import copy
from typing import Any

from dipeo.kit.functions import Refused, kit_function
from dipeo.workspace import Workspace

from .draft import Draft, Json

_VALIDATOR = "validators/spec_validator.py"
_ROUNDS = 1000


def finish(draft: Draft, workspace: Workspace, known: list[Json]) -> None:
    """Take out of the specifications what is invalid, by itself or together with the `known` ones."""
    check = kit_function(workspace, _VALIDATOR)
    together = kit_function(workspace, _VALIDATOR, "check_all")
    for spec in list(draft.specs.values()):
        for _ in range(_ROUNDS):
            try:
                check({"spec_data": spec})
                break
            except Refused as error:
                _mend(draft, spec, error.problems[0]["path"], error.problems[0])
    for _ in range(_ROUNDS):
        documents = [*draft.specs.values(), *known]
        try:
            together({"checked": [{"spec": document} for document in documents]})
            return
        except Refused as error:
            mine = [p for p in error.problems if p["path"][0] in draft.specs]
            if not mine:
                return  # what is wrong with others was so before
            type_, *path = mine[0]["path"]
            _mend(draft, draft.specs[type_], path, mine[0])


def _mend(draft: Draft, spec: Json, path: list[Any], problem: Json) -> None:
    """Take one invalid part out of a specification."""
    place = draft.place(spec, path)
    removed = _remove(spec, path)
    draft.lose(place, f"{problem['message']}: {removed}")


_OPTIONAL = (
    "validation",
    "defaultValue",
    "discriminator",
    "uiConfig",
    "conditional",
    "examples",
    "displayName",
    "description",
    "handles",
    "outputs",
    "execution",
)


def _remove(spec: Json, path: list[Any]) -> str:
    """Remove the smallest part around a path that may go; what was done about it."""
    steps: list[Any] = [spec]
    for key in path:
        try:
            steps.append(steps[-1][key])
        except (KeyError, IndexError, TypeError):
            break
    if not path:
        spec["fields"] = []
        return "no field is carried"
    for depth in range(min(len(path), len(steps)) - 1, -1, -1):
        key, around = path[depth], steps[depth]
        above = path[depth - 1] if depth else ""
        if above in ("fields", "nestedFields") and path[depth + 1 :] == ["name"]:
            name = around.pop(key).get("name")
            return f"the field {name!r} is not carried"
        is_limit = above == "validation" and isinstance(around, dict)
        if key in _OPTIONAL or is_limit or _is_unknown(around, key):
            around.pop(key, None)
            if above == "validation" and not around:
                steps[depth - 1].pop("validation", None)
            return f"{key!r} is not carried"
        if isinstance(around, list) and above == "examples":
            around.pop(key)
            return "the example is not carried"
        own = steps[depth + 1] if depth + 1 < len(steps) else None
        if isinstance(own, dict) and "type" in own and depth:
            kept: Json = {
                k: copy.copy(own[k])
                for k in ("name", "required", "description")
                if k in own
            }
            own.clear()
            own.update(kept, type="any")
            return "any value is accepted"
        if isinstance(own, str) and key in ("items", "values"):
            around[key] = "any"
            return "any value is accepted"
    spec["fields"] = []
    return "no field is carried"


_KNOWN = (
    "type",
    "name",
    "fields",
    "nestedFields",
    "items",
    "values",
    "variants",
    "ref",
)


def _is_unknown(around: Any, key: Any) -> bool:
    """Whether a key is none that a specification has to have where it is."""
    return (
        isinstance(around, dict)
        and key in around
        and key not in (*_KNOWN, "const", "required", "nullable", "kind")
    )
