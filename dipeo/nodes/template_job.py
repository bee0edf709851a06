"""`template_job`: fills a Jinja template, its own or one that arrives, with what arrives."""

from __future__ import annotations

from typing import Protocol

from dipeo.core.plan import Inputs, Run
from dipeo.errors import NodeError, Problem

from .jinja import render

TEMPLATE_PORT = "template_content"


class TemplateJobNode(Protocol):
    """What this handler uses of the generated node."""

    @property
    def template(self) -> str | None: ...


def run_template_job(node: TemplateJobNode, inputs: Inputs, run: Run) -> str:
    """The filled template. It sees each port by name, and the keys of a mapping that arrives at `in`."""
    names = {port: value.data for port, value in inputs.items()}
    given = inputs.get(TEMPLATE_PORT)
    template = names.pop(TEMPLATE_PORT, node.template)
    if not isinstance(template, str):
        message = f"a template_job needs 'template', or text at {TEMPLATE_PORT!r}"
        raise NodeError([Problem(message)])
    arrived = names.get("in")
    spread = arrived if isinstance(arrived, dict) else {}
    return render(template, {**spread, **names}, given.origin if given else None)
