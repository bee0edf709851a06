"""How deep a query may go and how much it may ask for, so that none keeps the server from answering others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphql import (
    ASTValidationRule,
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLList,
    GraphQLObjectType,
    InlineFragmentNode,
    IntValueNode,
    MaxIntrospectionDepthRule,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
    VariableNode,
    get_named_type,
    get_nullable_type,
)

MAX_DEPTH = 16  # the usual introspection query has 15
MAX_COST = 200_000  # fields that are worked out, roughly
MAX_TOKENS = 10_000
MAX_BODY = 10_000_000  # bytes; a run's inputs may be long

_LIST = 20  # how many things a list holds, by and large
_PAGES = {"first", "limit"}  # arguments that say how many are wanted
_WHOLE = {"text", "changes"}  # fields whose `limit` counts characters
_PAGE_TYPES = ("Page", "Search")  # their lists are as long as the page is
_DEAR = {  # fields that cost more than looking something up
    **{"usedBy": 10, "needs": 50, "problems": 2, "lastRun": 5, "graph": 10},
    **{"previous": 20, "node": 20, "compared": 200, "diff": 50, "before": 10},
    **{"after": 10, "note": 10, "artefacts": 500, "search": 500, "slowest": 100},
    **{"timeline": 100, "failures": 100, "compareRuns": 200, "nodes": 20},
    **{"json": 10, "items": 20, "source": 2, "startRun": 1000},
    **{"helpPage": 10, "helpPages": 200, "changes": 50, "isLong": 20},
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

        def enter_operation_definition(
            self, node: OperationDefinitionNode, *rest: Any
        ) -> None:
            root = self.context.schema.get_root_type(node.operation)
            weigher = _Weigher(self.context, {**_defaults(node), **given})
            weight = weigher.weigh(node.selection_set, root)
            for message in _excess(weight):
                extensions = {"code": "TOO_EXPENSIVE"}
                self.report_error(GraphQLError(message, node, extensions=extensions))

    return [Limits, MaxIntrospectionDepthRule]


def _defaults(node: OperationDefinitionNode) -> dict[str, int]:
    return {
        definition.variable.name.value: int(definition.default_value.value[:10])
        for definition in node.variable_definitions or ()
        if isinstance(definition.default_value, IntValueNode)
    }


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
        self.types = context.schema.type_map
        self.variables = variables
        self.fragments: dict[str, Weight] = {}

    def weigh(self, selections: SelectionSetNode | None, parent: Any) -> Weight:
        """What is selected of a type."""
        depth = cost = 0
        for node in selections.selections if selections else ():
            found = Weight(0, 0)
            if isinstance(node, FieldNode):
                found = self.field(node, parent)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                inner = self.types.get(condition.name.value) if condition else parent
                found = self.weigh(node.selection_set, inner)
            elif isinstance(node, FragmentSpreadNode):
                found = self.spread(node.name.value)
            depth, cost = max(depth, found.depth), cost + found.cost
        return Weight(depth, min(cost, 10 * MAX_COST))

    def field(self, node: FieldNode, parent: Any) -> Weight:
        name = node.name.value
        fields = parent.fields if isinstance(parent, GraphQLObjectType) else {}
        field = fields.get(name)
        type_ = get_named_type(field.type) if field else None
        inside = self.weigh(node.selection_set, type_)
        if field is None:  # of introspection, which has its own limit; or unknown
            return Weight(inside.depth + 1, inside.cost + 1)
        count = self.count(node, field, parent.name)
        cost = _DEAR.get(name, 1) + count * inside.cost
        return Weight(inside.depth + 1, min(cost, 10 * MAX_COST))

    def count(self, node: FieldNode, field: GraphQLField, parent: str) -> int:
        """How many things a field gives."""
        for key in _PAGES & field.args.keys() if node.name.value not in _WHOLE else ():
            given = {a.name.value: a.value for a in node.arguments or ()}.get(key)
            definition = field.args[key].ast_node
            if given is None and definition is not None:
                given = definition.default_value
            if isinstance(given, IntValueNode):
                return int(given.value[:10])
            if isinstance(given, VariableNode):
                value = self.variables.get(given.name.value)
                if isinstance(value, int):
                    return max(value, 0)
        is_list = isinstance(get_nullable_type(field.type), GraphQLList)
        return _LIST if is_list and not parent.endswith(_PAGE_TYPES) else 1

    def spread(self, name: str) -> Weight:
        if name not in self.fragments:
            self.fragments[name] = Weight(0, 0)  # a circle is another rule's to refuse
            found = self.context.get_fragment(name)
            if found is not None:
                parent = self.types.get(found.type_condition.name.value)
                self.fragments[name] = self.weigh(found.selection_set, parent)
        return self.fragments[name]
