"""Answering one question over HTTP: in a thread, within limits, and never with a traceback."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import anyio
import anyio.to_thread
from ariadne import graphql_sync, unwrap_graphql_error
from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    TypeInfo,
    parse,
    specified_rules,
    validate,
)
from starlette.requests import Request
from starlette.responses import Response

from dipeo.errors import DipeoError

from .answers import Data, Refused
from .api import Api, Asked
from .limits import MAX_BODY, MAX_TOKENS, rules

log = logging.getLogger("dipeo.server")
_MAX_KEPT = 20_000  # characters of a question that is kept in mind


def format_error(error: GraphQLError, debug: bool = False) -> Data:
    """An error as clients get it: what is wrong with the question, or that it is a mistake of ours."""
    formatted: Data = dict(error.formatted)
    extensions = dict(formatted.get("extensions") or {})
    cause = unwrap_graphql_error(error)
    if isinstance(cause, Refused):
        extensions["code"] = cause.code
    elif isinstance(cause, DipeoError):
        extensions["code"] = "UNREADABLE"
    elif isinstance(cause, OSError):
        extensions["code"] = "UNREADABLE"
        formatted["message"] = f"{cause.filename}: {cause.strerror}"
    elif cause is None or isinstance(cause, GraphQLError):
        extensions.setdefault("code", "WRONG_INPUT")
    else:
        extensions["code"] = "INTERNAL"
        formatted["message"] = "the server made a mistake; where it runs, it says more"
        log.error("a field could not be answered", exc_info=cause)
    return {**formatted, "extensions": extensions}


def check_text(data: Any) -> None:
    """Raises GraphQLError for a question with a lone surrogate, which is no text."""
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise GraphQLError("the question holds a lone surrogate") from None


def parse_query(context: Any, data: Data) -> DocumentNode:
    return parse(data["query"], max_tokens=MAX_TOKENS)


@dataclass(slots=True)
class _Question:
    """A question that may be asked again: parsed, and whether it is known to be one that the schema answers."""

    document: DocumentNode
    is_valid: bool = False

    def validate(
        self,
        schema: GraphQLSchema,
        document_ast: DocumentNode,
        rules: Collection[type[ASTValidationRule]] | None = None,
        max_errors: int | None = None,
        type_info: TypeInfo | None = None,
    ) -> list[GraphQLError]:
        """What is wrong with it. The limits depend on the variables; all else was looked at before."""
        if self.is_valid:
            rules = [rule for rule in rules or () if rule not in specified_rules]
        errors = validate(schema, document_ast, rules, max_errors)
        self.is_valid = self.is_valid or not errors
        return errors


@lru_cache(128)
def _known(schema: GraphQLSchema, text: str) -> _Question:
    return _Question(parse(text, max_tokens=MAX_TOKENS))


def _question(schema: GraphQLSchema, data: Any) -> _Question | None:
    """Raises GraphQLError for what cannot be read."""
    text = data.get("query") if isinstance(data, dict) else None
    if not isinstance(text, str) or len(text) > _MAX_KEPT:
        return None
    return _known(schema, text)


def answer(schema: GraphQLSchema, api: Api, data: Any) -> Data:
    """The answer to one question, which may be any JSON."""
    variables = data.get("variables") if isinstance(data, dict) else None
    try:
        check_text(data)
        known = _question(schema, data)
        _, result = graphql_sync(
            schema,
            data,
            context_value=Asked(api),
            query_parser=(lambda *_: known.document) if known else parse_query,
            query_validator=known.validate if known else None,
            validation_rules=rules(variables),
            error_formatter=format_error,
            logger=SILENT,
        )
    except GraphQLError as error:
        return _refusal(error)
    except RecursionError:
        return _refusal(GraphQLError("the query is nested too deeply"))
    except Exception as mistake:  # of ours; clients get an answer all the same
        return _refusal(GraphQLError(str(mistake), original_error=mistake))
    return result


async def answer_request(
    request: Request, *, schema: GraphQLSchema, api: Api
) -> Response:
    """The response to a POST of `{"query", "variables", "operationName"}`."""
    kind = request.headers.get("content-type", "").split(";")[0].strip()
    if kind != "application/json":
        return _wrong(415, "a question is posted as application/json")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return _wrong(413, f"a question has at most {MAX_BODY:,} bytes")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return _wrong(400, "the question is not JSON")
    result = await anyio.to_thread.run_sync(partial(answer, schema, api, data))
    return json_response(200, result)


def json_response(status: int, result: Any) -> Response:
    """In ASCII: JSON may hold what UTF-8 cannot."""
    return Response(json.dumps(result), status, media_type="application/json")


def _wrong(status: int, message: str) -> Response:
    return json_response(status, _refusal(GraphQLError(message)))


def _refusal(error: GraphQLError) -> Data:
    return {"errors": [format_error(error)]}


SILENT = logging.getLogger("dipeo.server.asked")
SILENT.addHandler(logging.NullHandler())
SILENT.propagate = False
