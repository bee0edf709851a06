"""What `dipeo breaking` calls harmless for writers is: every old value is still valid, whatever the change."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests import kit
from tests.agreement.instances import texts
from tests.agreement.specifications import problem_paths, worlds
from tests.agreement.worlds import Document, value_types

breaking = kit.load("validators.breaking_changes")
check = kit.load("shared.value_check")

_LIMITS = (
    *("min", "max", "exclusiveMin", "exclusiveMax", "multipleOf", "minLength"),
    *("maxLength", "minItems", "maxItems"),
)


def parts(data: Any) -> list[dict[str, Any]]:
    """Every object in a document that says what a value is."""
    found = (
        [data] if isinstance(data, dict) and isinstance(data.get("type"), str) else []
    )
    inside = data.values() if isinstance(data, dict) else data
    if isinstance(data, dict | list):
        for part in inside:
            found += parts(part)
    return found


@st.composite
def changed(draw: st.DrawFn, documents: list[Document]) -> list[Document]:
    """The specifications after one to three changes."""
    after = copy.deepcopy(documents)
    for _ in range(draw(st.integers(1, 3))):
        document = draw(st.sampled_from(after))
        places = parts(document["fields"])
        assume(places)
        place = draw(st.sampled_from(places))
        draw(st.sampled_from(_CHANGES))(draw, place, places, document)
    return after


def _limit(draw: st.DrawFn, place: Document, places: Any, document: Any) -> None:
    limits = place.setdefault("validation", {})
    key = draw(st.sampled_from(_LIMITS))
    if key in limits and draw(st.booleans()):
        limits.pop(key)
    else:
        limits[key] = draw(st.integers(0, 5))


def _toggle(draw: st.DrawFn, place: Document, places: Any, document: Any) -> None:
    key = draw(st.sampled_from(["required", "nullable"]))
    place[key] = not place.get(key, False)


def _type(draw: st.DrawFn, place: Document, places: Any, document: Any) -> None:
    """Another type, from the same document or a simple one."""
    kept = {key: place[key] for key in ("name", "required") if key in place}
    simple = [{"type": name} for name in ("any", "number", "string", "integer", "date")]
    other = draw(st.sampled_from([*places, *simple]))
    other = copy.deepcopy(
        {k: v for k, v in other.items() if k not in kept and k != "name"}
    )
    place.clear()
    place.update(kept | other)


def _less(draw: st.DrawFn, place: Document, places: Any, document: Any) -> None:
    """An item less of a list: a value, a variant, a field."""
    lists = [
        place[k]
        for k in ("values", "variants", "nestedFields")
        if isinstance(place.get(k), list)
    ]
    chosen = draw(st.sampled_from([*lists, document["fields"]]))
    if chosen:
        chosen.pop(draw(st.integers(0, len(chosen) - 1)))


def _more(draw: st.DrawFn, place: Document, places: Any, document: Any) -> None:
    """An item more."""
    new = {"name": "quite_new", "type": "string", "required": draw(st.booleans())}
    lists: list[tuple[list[Any], Any]] = [(document["fields"], new)]
    if isinstance(place.get("nestedFields"), list):
        lists.append((place["nestedFields"], new))
    if isinstance(place.get("variants"), list):
        lists.append((place["variants"], {"type": "boolean"}))
    if place["type"] == "enum":
        lists.append((place["values"], "quite new"))
    chosen, item = draw(st.sampled_from(lists))
    chosen.append(item)


_CHANGES = [_limit, _toggle, _type, _less, _more]


@settings(max_examples=150)
@given(st.data())
def test_what_is_harmless_for_writers_is(data: st.DataObject) -> None:
    before = data.draw(worlds())
    after = data.draw(changed(before))
    assume(not problem_paths(after))
    found = breaking.breaking_changes(before, after)
    if any(change["breaks"] != "readers" for change in found):
        return
    old, new = value_types(before), value_types(after)
    for type_ in old:
        for _ in range(5):
            text = data.draw(texts(old[type_], old))
            try:
                value = json.loads(text)
            except ValueError:
                continue
            if check.fits(value, old[type_], old.get):
                assert check.fits(value, new[type_], new.get), (text, found)


@settings(max_examples=100)
@given(worlds())
def test_no_change_breaks_nothing(documents: list[Document]) -> None:
    assert breaking.breaking_changes(documents, copy.deepcopy(documents)) == []
