"""`code_job`: calls a function of a Python file, pure unless the node says `allow_io: true`."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, Protocol

from dipeo.core import purity
from dipeo.core.functions import USER_ERRORS, user_error, user_frames
from dipeo.core.interrupts import stop_in
from dipeo.core.plan import Inputs, Run
from dipeo.core.values import NotJson, Value, shorten, value_of
from dipeo.errors import DipeoError, NodeError, Place, Problem

from .jinja import TEMPLATE
from .origins import document_at, document_of, show_path

FILLED = ("source_details",)


class CodeJobNode(Protocol):
    """What this handler uses of the generated node."""

    @property
    def code_type(self) -> str: ...
    @property
    def source_details(self) -> str | None: ...
    @property
    def code(self) -> str | None: ...
    @property
    def function(self) -> str: ...
    @property
    def allow_io(self) -> bool: ...


def problems(node: CodeJobNode) -> list[str]:
    """What the props say together that cannot be."""
    if node.code_type == "file" and node.source_details is None:
        return ["a code_job needs 'source_details', the path of a Python file"]
    if node.code_type == "inline" and node.code is None:
        return ["a code_job with 'code_type: inline' needs 'code'"]
    return []


def run_code_job(node: CodeJobNode, inputs: Inputs, run: Run) -> Value:
    """What the function returns for the inputs, a mapping from port to data. It must be JSON."""
    pure = not node.allow_io
    if node.code_type == "inline":
        file = "<code>"
        function = run.inline(node.code or "", node.function, pure=pure)
    else:
        file = node.source_details or ""
        function = run.load(file, node.function, pure=pure)
    if not pure:
        run.never_reuse()
    arguments = {port: value.fresh() for port, value in inputs.items()}
    try:
        with purity.enforced() if pure else nullcontext():
            result = value_of(function(arguments))
    except (DipeoError, NotJson):
        raise
    except USER_ERRORS as error:
        if (stop := stop_in(error)) is not None:
            raise stop from None
        raise _explain(error, file, inputs, run) from error
    result.maker = file
    return result


def _explain(error: BaseException, file: str, inputs: Inputs, run: Run) -> NodeError:
    """The error of a user's function, placed where the user has to look."""
    listed = getattr(error, "problems", None)
    if isinstance(listed, list) and all(_is_listed(problem) for problem in listed):
        port = getattr(error, "input", "in")
        return _refused(listed, inputs.get(port), port, run)
    frames = user_frames(error)
    by_jinja = type(error).__module__.partition(".")[0] == "jinja2"
    if by_jinja or (frames and frames[-1].filename == TEMPLATE):
        found = _template_error(error, inputs)
        if found is not None:
            return found
    explained = user_error(error, file)
    detail = "\n".join([explained.detail, *_given(inputs)])
    return NodeError(explained.problems, detail)


def _is_listed(problem: Any) -> bool:
    return (
        isinstance(problem, dict) and isinstance(problem.get("path"), list | tuple)
    ) and isinstance(problem.get("message"), str)


def _refused(
    listed: list[dict[str, Any]], value: Value | None, port: str, run: Run
) -> NodeError:
    """A document that a function refuses, with a list of `{"path", "message"}`: each is placed in the document.

    That is the one that arrived, or a file which a problem names as its `document`.
    """
    arrived = document_of(value, run)
    problems = []
    for problem in listed:
        path = tuple(problem["path"])
        named = problem.get("document")
        document = document_at(named, run) if isinstance(named, str) else arrived
        where = [port] if document is None else []
        message = ": ".join(filter(None, [*where, show_path(path), problem["message"]]))
        problems.append(Problem(message, document.place(path) if document else None))
    return NodeError(problems, exit_code=2, page="specification")


def _template_error(error: BaseException, inputs: Inputs) -> NodeError | None:
    """A mistake in a template, at the template's own line."""
    frames = [f for f in user_frames(error) if f.filename == TEMPLATE]
    line = getattr(error, "lineno", None) or (frames[-1].lineno if frames else None)
    port = _template_port(inputs)
    if line is None or port is None:
        return None
    place = Place(inputs[port].origin or port, line)
    lines = inputs[port].data.split("\n")
    source = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    by_jinja = type(error).__module__.partition(".")[0] == "jinja2"
    message = str(error) if by_jinja else f"{type(error).__name__}: {error}"
    return NodeError(
        [Problem(message, place, "errors#templates")],
        "\n".join([f"    {source}", *_given(inputs)]),
    )


def _template_port(inputs: Inputs) -> str | None:
    """The port that brought the template: the one that says so, else the only text that is a document's."""
    if "template_content" in inputs:
        return "template_content"
    texts = [p for p, v in inputs.items() if v.origin and isinstance(v.data, str)]
    return texts[0] if len(texts) == 1 else None


def _given(inputs: Inputs) -> list[str]:
    """What the function was called with, one line a port."""
    return [
        f"with {port} = {value.origin or shorten(value)}"
        for port, value in inputs.items()
    ]
