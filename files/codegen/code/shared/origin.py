"""Where a generated file comes from, said on top of it."""

from __future__ import annotations

import textwrap

from .literals import Code, python
from .spec_model import Spec

SPECIFICATIONS = "files/codegen/specifications"
TEMPLATES = "files/codegen/templates"


def origin(spec: Spec, template: str) -> str:
    """What stands on top of a generated file, without the marks of a comment."""
    folder = "nodes" if spec.is_node else "types"
    source = spec.source or f"{SPECIFICATIONS}/{folder}/{spec.type}.json"
    return f"Generated from {source} and {TEMPLATES}/{template}; edit those."


def origin_of_all(template: str) -> str:
    """The same for a file that all specifications share."""
    return f"Generated from every specification and {TEMPLATES}/{template}; edit those."


def python_header(text: str) -> Code:
    """It as comments in Python, whose checkers count the characters of a line."""
    width = 88 - len("# ")
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return Code("\n".join(map(python.comment, lines)))
