"""One world and its instances before all judges: their verdicts have to be one."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field

from tests.agreement import graphql_types
from tests.agreement.graphql_server import GraphQLServer
from tests.agreement.judges import (
    Instance,
    Python,
    Zod,
    json_schema_judge,
    reference_judge,
)
from tests.agreement.verdicts import Verdict, agree, read_json, refused, valid
from tests.agreement.worlds import Document, World, make_world


class Disagreement(AssertionError):
    """Judges say different things of one instance."""

    def __init__(
        self,
        documents: list[Document],
        instance: Instance,
        verdicts: dict[str, Verdict],
        why: str,
    ) -> None:
        super().__init__(_report(documents, instance, verdicts, why))
        self.case = documents, instance
        self.why = why


@dataclass(slots=True)
class Counts:
    """What was judged."""

    worlds: int = 0
    specifications: int = 0
    pairs: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    constraints: Counter[str] = field(default_factory=Counter)

    def add(self, world: World) -> None:
        """Count what is in the specifications."""
        self.worlds += 1
        self.specifications += len(world.documents)
        for type_ in world.types.values():
            for found in type_.walk():
                self.types[found.kind] += 1
                self.types["nullable"] += found.nullable
                self.types["discriminated"] += found.discriminator is not None
                self.constraints.update(
                    name
                    for name, value in asdict(found.constraints).items()
                    if value not in (None, False)
                )
                self.constraints.update(
                    word
                    for own in found.fields
                    for word in (["default"] if own.has_default else ["no default"])
                    + (["required"] if own.required else ["optional"])
                )


def compare(
    documents: list[Document], instances: list[Instance], counts: Counts
) -> None:
    """Judge each instance. Raises Disagreement at the first that is not the same for all."""
    world = make_world(documents)
    counts.add(world)
    for instance, verdicts in zip(instances, judge_all(world, instances), strict=True):
        if why := _difference(world, instance, verdicts):
            raise Disagreement(documents, instance, verdicts, why)
        counts.pairs["valid" if verdicts["reference"].valid else "invalid"] += 1


def judge_all(world: World, instances: list[Instance]) -> list[dict[str, Verdict]]:
    """Each judge's verdict on each instance."""
    reference, schema = reference_judge(world), json_schema_judge(world)
    server, zod = GraphQLServer(world), Zod(world)
    if why := server.unnamed(world):
        raise Disagreement(world.documents, instances[0], {}, why)
    expected = list(map(reference, instances))
    results = [
        (type_, json.dumps(verdict.value))
        for (type_, _), verdict in zip(instances, expected, strict=True)
    ]
    zod_again = zod.judge(results)
    verdicts = []
    with Python(world) as python:
        for at, (instance, zod_verdict) in enumerate(
            zip(instances, zod.judge(instances), strict=True)
        ):
            type_ = instance[0]
            verdicts.append(
                {
                    "reference": expected[at],
                    "zod": zod_verdict,
                    "python, data": python.data(instance),
                    "python, text": python.text(instance),
                    "python, node": python.node(type_, expected[at]),
                    "json schema": schema(instance),
                    "graphql, in": server.judge(instance),
                    "graphql, out": server.answer(type_, expected[at]),
                }
            )
            if expected[at].valid:
                verdicts[-1] |= {
                    "reference, again": reference(results[at]),
                    "zod, again": zod_again[at],
                    "python, again": python.data(results[at]),
                }
    return verdicts


def _difference(world: World, instance: Instance, verdicts: dict[str, Verdict]) -> str:
    """Which judge does not say what the reference says, or '' if all do."""
    expected = verdicts["reference"]
    for name in ("zod", "python, data", "python, text"):
        if not agree(verdicts[name], expected):
            return f"{name}: not what the reference says"
    if verdicts["json schema"].valid != expected.valid:
        return "json schema: not what the reference says"
    if not agree(verdicts["graphql, in"], said := _said(world, instance)):
        return f"graphql, in: its types say {'valid' if said.valid else 'refused'}"
    if expected.valid:
        return _valid_difference(world, instance[0], verdicts)
    return ""


def _valid_difference(world: World, type_: str, verdicts: dict[str, Verdict]) -> str:
    """What is not right with a valid value, or with what becomes of it."""
    expected, received = verdicts["reference"], verdicts["graphql, in"]
    if not received.valid:
        return "graphql, in: refuses what is valid"
    if not verdicts["graphql, out"].valid:
        return "graphql, out: cannot answer with the value"
    for name in ("zod, again", "python, again"):
        if not agree(verdicts[name], verdicts["reference, again"]):
            return f"{name}: not what the reference says"
    if not agree(reference_judge(world)((type_, json.dumps(received.value))), expected):
        return "graphql, in: what it passes on is another value"
    if world.specs[type_].is_node and not agree(verdicts["python, node"], expected):
        return "python, node: keeps another value"
    return ""


def _said(world: World, instance: Instance) -> Verdict:
    """What the types of GraphQL say."""
    type_, text = instance
    try:
        value = read_json(text)
        if value is None:
            return refused("null")
        target = world.types[type_]
        if not target.fields:
            return valid(value)
        return valid(graphql_types.coerce(value, target, world.types))
    except ValueError as error:
        return refused(error)


def _report(
    documents: list[Document],
    instance: Instance,
    verdicts: dict[str, Verdict],
    why: str,
) -> str:
    lines = [f"{why}; an instance of {instance[0]!r}:", f"  {instance[1]}"]
    lines.append("specifications:")
    lines += [f"  {json.dumps(document)}" for document in documents]
    lines.append("verdicts:")
    lines += [f"  {name:15} {verdict}" for name, verdict in verdicts.items()]
    return "\n".join(lines)
