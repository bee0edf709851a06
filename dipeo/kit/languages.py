"""What a new generator starts from, by the ending of its files."""

from __future__ import annotations

from dataclasses import dataclass

_KNOWN = {
    "py": "python",
    "pyi": "python",
    "ts": "typescript",
    "mts": "typescript",
    "tsx": "typescript",
    "graphql": "graphql",
    "json": "json",
}
_COMMENTS = {
    "sql lua hs elm ada": "--",
    "py pyi rb sh yaml yml toml r ex exs jl pl nix graphql tf": "#",
    "ts mts tsx js mjs jsx go rs java kt kts swift c h cpp hpp cc cs proto dart scala zig php": "//",
    "clj el lisp ini": ";",
}


@dataclass(frozen=True, slots=True)
class Language:
    """`known` is the language whose literals the kit can write; `mark` begins a comment, and may be ''."""

    ending: str
    known: str | None
    mark: str

    def generator(self, name: str, shared: bool) -> str:
        """The text of a generator: one file of one specification, or one of all if `shared`."""
        return (_SHARED if shared else _EACH).format(
            name=name,
            ending=self.ending,
            literals=_LITERAL.format(ending=self.ending) if self.known is None else "",
            language="literal" if self.known is None else f'"{self.known}"',
            imports="Code, json" if self.known is None else "Code",
        )

    def template(self, shared: bool) -> str:
        """The text of its template."""
        if self.known == "json":
            return _JSON_SHARED if shared else _JSON
        mark = f"{self.mark} " if self.mark else ""
        text = (_LINES_SHARED if shared else _LINES).replace("MARK ", mark)
        return f"{text}scalar Draft\n" if self.known == "graphql" else text


def language_of(ending: str) -> Language:
    """What is known of a language by the ending of its files."""
    marks = (mark for endings, mark in _COMMENTS.items() if ending in endings.split())
    return Language(ending, _KNOWN.get(ending), next(marks, ""))


_LITERAL = '''

def literal(value: Any) -> Code:
    """A value that the template prints, as {ending} writes it: here as JSON, so change this to the language's rules.

    Only what is `Code` goes to the output as it is: no text of a specification can be mistaken for code.
    """
    return json.literal(value)
'''

_EACH = '''\
"""Generates {ending} from a specification."""

from __future__ import annotations

from typing import Any

from ..shared.literals import {imports}
from ..shared.naming import class_name
from ..shared.origin import origin
from ..shared.spec_loader import load_spec
from ..shared.template_env import render

TEMPLATE = "{name}.j2"
{literals}

def generate_{name}(spec_data: dict[str, Any], template_content: str) -> str:
    """The {ending} of a specification, as text. Raises SpecError."""
    spec = load_spec(spec_data)
    values = {{
        "origin": Code(origin(spec, TEMPLATE)),
        "name": Code(class_name(spec.type)),
        "fields": [
            {{"name": field.name, "kind": field.type.kind, "required": field.required}}
            for field in spec.fields
        ],
    }}
    return render({language}, template_content, values)


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    """Entry point for a code_job node."""
    code = generate_{name}(inputs["spec_data"], inputs["template_content"])
    return {{"generated_code": code, "summary": {{}}}}
'''

_SHARED = '''\
"""Generates {ending} from all specifications."""

from __future__ import annotations

from typing import Any

from ..shared.literals import {imports}
from ..shared.naming import class_name
from ..shared.origin import origin_of_all
from ..shared.spec_loader import load_spec
from ..shared.template_env import render

TEMPLATE = "{name}.j2"
{literals}

def generate_{name}(specs: list[dict[str, Any]], template_content: str) -> str:
    """The {ending} of all specifications, as text. Raises SpecError."""
    values = {{
        "origin": Code(origin_of_all(TEMPLATE)),
        "types": [
            {{
                "name": Code(class_name(spec.type)),
                "fields": [
                    {{"name": field.name, "kind": field.type.kind}}
                    for field in spec.fields
                ],
            }}
            for spec in map(load_spec, specs)
        ],
    }}
    return render({language}, template_content, values)


def main(inputs: dict[str, Any]) -> dict[str, Any]:
    """Entry point for a code_job node."""
    code = generate_{name}(inputs["specs"], inputs["template_content"])
    return {{"generated_code": code}}
'''

_LINES = """\
MARK {{ origin }}
MARK {{ name }}
{% for field in fields %}
MARK {{ field.name }}: {{ field.kind }}
{% endfor %}
"""
_LINES_SHARED = """\
MARK {{ origin }}
{% for type in types %}
MARK {{ type.name }}
{% for field in type.fields %}
MARK   {{ field.name }}: {{ field.kind }}
{% endfor %}
{% endfor %}
"""
_JSON = """\
{
  "$comment": {{ origin ~ "" }},
  "fields": {{ fields }}
}
"""
_JSON_SHARED = """\
{
  "types": {{ types }}
}
"""
