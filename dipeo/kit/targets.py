"""The languages that the kit generates: what each needs of the kit, and where its files go."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A generator as the manifest names it. `file` is its output's name in the target's folder."""

    name: str
    generator: str
    template: str
    file: str


@dataclass(frozen=True, slots=True)
class Target:
    """`folder` is where the files go in a project that has no place for them. `needs` is what their users install."""

    entries: tuple[Entry, ...]
    folder: str
    needs: str = ""


TARGETS = {
    "python": Target(
        (
            Entry(
                "pydantic_model",
                "backend/generators/pydantic_model.py",
                "backend/pydantic_model.j2",
                "{node_name}.py",
            ),
            Entry(
                "python_package",
                "backend/generators/python_package.py",
                "backend/python_package.j2",
                "__init__.py",
            ),
        ),
        "backend/generated",
        "the Python code needs pydantic 2.14 or newer: pip install 'pydantic>=2.14'",
    ),
    "typescript": Target(
        (
            Entry(
                "typescript_model",
                "frontend/generators/typescript_model.py",
                "frontend/typescript_model.j2",
                "{node-name}.ts",
            ),
            Entry(
                "typescript_index",
                "frontend/generators/typescript_index.py",
                "frontend/typescript_index.j2",
                "index.ts",
            ),
        ),
        "frontend/src/generated",
        "the TypeScript code needs zod 4: npm install zod@4",
    ),
    "graphql": Target(
        (
            Entry(
                "graphql_schema",
                "backend/generators/graphql_schema.py",
                "backend/graphql_schema.j2",
                "{node_name}.graphql",
            ),
            Entry(
                "graphql_scalars",
                "backend/generators/graphql_scalars.py",
                "backend/graphql_scalars.j2",
                "scalars.graphql",
            ),
        ),
        "graphql",
    ),
    "json-schema": Target(
        (
            Entry(
                "json_schema",
                "shared/generators/json_schema.py",
                "shared/json_schema.j2",
                "{node_name}.schema.json",
            ),
        ),
        "schemas",
    ),
    "sql": Target(
        (
            Entry(
                "sql_tables",
                "generators/sql_tables.py",
                "sql_tables.j2",
                "schema.sql",
            ),
        ),
        "db",
    ),
}
