// Generated from files/codegen/specifications/nodes/db.json and files/codegen/templates/frontend/field_config.j2; edit those.

import type { FieldConfig } from "../../../features/diagram-editor/config/unifiedConfig.js";

export const dbFields = [
  {
    name: "operation",
    label: "Operation",
    input: "select",
    required: true,
    description:
      "What to do: `write` replaces a document, `append` adds to its end, `list` gives the paths that match a pattern. In a table, `write` inserts rows or, where their `key` is there, changes them, `append` inserts, `list` names the tables. `query` runs SQL.",
    options: [
      { value: "read", label: "Read" },
      { value: "write", label: "Write" },
      { value: "append", label: "Append" },
      { value: "list", label: "List" },
      { value: "delete", label: "Delete" },
      { value: "query", label: "Query" },
    ],
  },
  {
    name: "sub_type",
    label: "Sub Type",
    input: "select",
    required: false,
    description:
      "Where it lives. A URL in `source_details` says it by itself; otherwise a source that is not a file begins with the name of a connection in dipeo.toml.",
    defaultValue: "file",
    options: [
      { value: "file", label: "file" },
      { value: "sql", label: "sql" },
      { value: "object", label: "object" },
      { value: "git", label: "git" },
    ],
  },
  {
    name: "source_details",
    label: "Source Details",
    input: "text",
    required: true,
    description:
      "The path of the document from the workspace's root, or for `list` a glob pattern; a URL; or a connection of dipeo.toml by name, with a path after it where it is one of objects. Names in braces are filled in from the node's inputs.",
    placeholder: "files/codegen/specifications/nodes/{node_name}.json",
  },
  {
    name: "format",
    label: "Format",
    input: "select",
    required: false,
    description:
      "How the document's text becomes data and back. Without it the file's extension decides: .json, .yaml and .toml are data, all else is text.",
    options: [
      { value: "json", label: "json" },
      { value: "yaml", label: "yaml" },
      { value: "toml", label: "toml" },
      { value: "text", label: "text" },
    ],
    visibleWhen: {
      field: "operation",
      operator: "in",
      values: ["read", "write", "append"],
    },
  },
  {
    name: "table",
    label: "Table",
    input: "text",
    required: false,
    description:
      "The table, `schema.table` where it is not in the default schema. Names in braces are filled in from the node's inputs.",
    placeholder: "node_types",
    visibleWhen: { field: "sub_type", operator: "equals", values: ["sql"] },
  },
  {
    name: "query",
    label: "Query",
    input: "code",
    required: false,
    description:
      "The SQL to run. It takes values by parameters, written :name, never by names in braces.",
    placeholder: "SELECT name, spec FROM node_types WHERE category = :category",
    rows: 6,
    language: "sql",
    visibleWhen: { field: "operation", operator: "equals", values: ["query"] },
  },
  {
    name: "parameters",
    label: "Parameters",
    input: "json",
    required: false,
    description:
      "What the parameters of a query are, or, of `read` and `delete`, what columns must be equal to. A name in braces that stands alone is the value itself, a list stands for several. A parameter that is not named here is a port of the node or a key of what arrives at `in`.",
    collapsible: true,
    item: { input: "json" },
    visibleWhen: { field: "sub_type", operator: "equals", values: ["sql"] },
  },
  {
    name: "key",
    label: "Key",
    input: "json",
    required: false,
    description:
      "The columns by which rows are told apart: `write` changes the rows that have them, `delete` deletes those. Without it, the primary key.",
    item: { input: "text" },
    visibleWhen: { field: "sub_type", operator: "equals", values: ["sql"] },
  },
  {
    name: "version",
    label: "Version",
    input: "text",
    required: false,
    description:
      "SQL that changes whenever the rows do, like `max(updated_at), count(*)`: an expression over the table or query, or a whole SELECT. The next run asks for it instead of for the rows.",
    placeholder: "max(updated_at), count(*)",
    visibleWhen: { field: "sub_type", operator: "equals", values: ["sql"] },
  },
  {
    name: "cache",
    label: "Cache",
    input: "select",
    required: false,
    description:
      "Whether the next run may use what was read now when it has not changed: `auto` looks, `never` reads anew.",
    defaultValue: "auto",
    options: [
      { value: "auto", label: "auto" },
      { value: "never", label: "never" },
    ],
  },
] as const satisfies readonly FieldConfig[];
