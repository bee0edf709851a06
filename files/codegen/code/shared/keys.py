"""The keys of a specification: each with its canonical form and the aliases under which it is accepted."""

from __future__ import annotations

import re


def _keys(canonical: str, **aliases: str) -> dict[str, str]:
    """Accepted key -> canonical key: the camelCase words, their snake_case forms and further aliases."""
    table = {}
    for key in canonical.split():
        table[key] = key
        table[re.sub(r"[A-Z]", lambda found: f"_{found[0].lower()}", key)] = key
    return table | aliases


SPEC = _keys(
    "type kind displayName category icon color description fields handles outputs execution"
    " examples validation source",
    nodeType="type",
    node_type="type",
) | {"$schema": "$schema"}
TYPE = _keys(
    "type values const nullable validation items nestedFields variants"
    " discriminator ref"
)
FIELD = TYPE | _keys(
    "name description required defaultValue deprecated uiConfig conditional",
    default="defaultValue",
)
VALIDATION = _keys(
    "min max exclusiveMin exclusiveMax multipleOf minLength maxLength pattern minItems"
    " maxItems uniqueItems itemType allowedValues",
    enum="allowedValues",
)
UI = _keys(
    "inputType placeholder rows column language min max options collapsible readOnly group"
    " password showPromptFileButton conditional"
)
CONDITIONAL = _keys("field values value operator")
OPTION = _keys("value label")
HANDLES = _keys("inputs outputs")
HANDLE = _keys("id label position")
OUTPUT = _keys("type description")
EXECUTION = _keys("timeout retryable maxRetries requires batchSize")
EXAMPLE = _keys("name description configuration")
SPEC_VALIDATION = _keys("requiresOneOf")
MANIFEST = _keys("nodes types generators") | {"$schema": "$schema"}
GENERATOR = _keys("generator template output_pattern")
ALL_MANIFEST = _keys("nodes types") | {"$schema": "$schema"}
