"""How deep a query may go and how much it may ask for, so that none keeps the server from answering others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphql import (
    ASTValidationRule,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    MaxIntrospectionDepthRule,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
    VariableNode,
)

MAX_DEPTH = 16  # the usual introspection query has 15
MAX_COST = 200_000  # fields that are worked out, roughly
MAX_TOKENS = 10_000
MAX_BODY = 10_000_000  # bytes; a run's inputs may be long

_LIST = 20  # how many things a list holds, by and large
_LISTS = {
    *("diagrams", "nodes", "edges", "specifications", "artefacts", "inputs"),
    *("needs", "problems", "timeline", "parts", "kinds"),
}
_PAGES = {"first", "limit"}  # arguments that say how many are wanted
_TEXT = {"text"}  # fields whose `limit` counts characters
_DEFAULTS = {"runs": 50, "files": 100, "items": 100, "children": 100, "search": 50}
_DEFAULTS |= {"failures": 50, "slowest": 20}
_DEAR = {  # fields that cost more than looking something up
    **{"usedBy": 10, "needs": 50, "problems": 2, "lastRun": 5, "graph": 10},
    **{"previous": 20, "node": 20, "compared": 200, "diff": 200, "before": 20},
    **{"after": 20, "note": 20, "artefacts": 500, "search": 500, "slowest": 100},
    **{"timeline": 100, "failures": 100, "compareRuns": 200, "nodes": 20},
    **{"json": 10, "items": 20, "source": 2, "startRun": 1000},
}


@dataclass(frozen=True, slots=True)
class Weight:
    depth: int
    cost: int


def rules(variables: Any) -> list[type[ASTValidationRule]]:
    """The rules for a query that is asked with these variables."""
    given = variables if isinstance(variables, dict) else {}

    class Limits(ValidationRule):
        """Refuses what goes too deep or asks for too much."""

        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self._weigher = _Weigher(context, given)

        def enter_operation_definition(
            self, node: OperationDefinitionNode, *rest: Any
        ) -> None:
            weight = self._weigher.weigh(node.selection_set)
            for message in _excess(weight):
                extensions = {"code": "TOO_EXPENSIVE"}
                self.report_error(GraphQLError(message, node, extensions=extensions))

    return [Limits, MaxIntrospectionDepthRule]


def _excess(weight: Weight) -> list[str]:
    if weight.depth > MAX_DEPTH:
        return [f"the query is {weight.depth} levels deep, and at most {MAX_DEPTH} are"]
    if weight.cost > MAX_COST:
        what = f"the query costs {weight.cost:,}, and at most {MAX_COST:,} is given"
        return [f"{what}: ask for less at once, with smaller pages"]
    return []


class _Weigher:
    """Adds up what a query asks for. Each fragment is weighed once, however often it is used."""

    def __init__(self, context: ValidationContext, variables: dict[str, Any]) -> None:
        self.context = context
        self.variables = variables
        self.fragments: dict[str, Weight] = {}

    def weigh(self, selections: SelectionSetNode | None) -> Weight:
        depth = cost = 0
        for node in selections.selections if selections else ():
            found = Weight(0, 0)
            if isinstance(node, FieldNode):
                found = self.field(node)
            elif isinstance(node, InlineFragmentNode):
                found = self.weigh(node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                found = self.spread(node.name.value)
            depth, cost = max(depth, found.depth), cost + found.cost
        return Weight(depth, min(cost, 10 * MAX_COST))

    def field(self, node: FieldNode) -> Weight:
        name = node.name.value
        inside = self.weigh(node.selection_set)
        if name.startswith("__"):
            return Weight(inside.depth + 1, inside.cost + 1)
        count = self.count(node) if node.selection_set else 1
        cost = _DEAR.get(name, 1) + count * inside.cost
        return Weight(inside.depth + 1, min(cost, 10 * MAX_COST))

    def count(self, node: FieldNode) -> int:
        """How many things a field gives."""
        name = node.name.value
        for argument in node.arguments or ():
            if argument.name.value in _PAGES and name not in _TEXT:
                value: Any = None
                if isinstance(argument.value, IntValueNode):
                    value = int(argument.value.value[:10])
                elif isinstance(argument.value, VariableNode):
                    value = self.variables.get(argument.value.name.value)
                if isinstance(value, int) and value >= 0:
                    return value
        return _DEFAULTS.get(name, _LIST if name in _LISTS else 1)

    def spread(self, name: str) -> Weight:
        if name not in self.fragments:
            self.fragments[name] = Weight(0, 0)  # a circle is another rule's to refuse
            fragment = self.context.get_fragment(name)
            if isinstance(fragment, FragmentDefinitionNode):
                self.fragments[name] = self.weigh(fragment.selection_set)
        return self.fragments[name]
