// Generated from files/codegen/specifications/nodes/db.json and files/codegen/templates/frontend/field_config.j2; edit those.

import type { FieldConfig } from "../../../features/diagram-editor/config/unifiedConfig.js";

export const dbFields = [
  {
    name: "operation",
    label: "Operation",
    input: "select",
    required: true,
    description:
      "What to do with the document: `write` replaces it, `append` adds to its end, `list` gives the paths that match a pattern.",
    options: [
      { value: "read", label: "Read" },
      { value: "write", label: "Write" },
      { value: "append", label: "Append" },
      { value: "list", label: "List" },
    ],
  },
  {
    name: "sub_type",
    label: "Sub Type",
    input: "select",
    required: false,
    description: "Where documents live.",
    defaultValue: "file",
    options: [{ value: "file", label: "file" }],
  },
  {
    name: "source_details",
    label: "Source Details",
    input: "text",
    required: true,
    description:
      "The path of the document from the workspace's root, or for `list` a glob pattern. Names in braces are filled in from the node's inputs.",
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
      operator: "not_equals",
      values: ["list"],
    },
  },
] as const satisfies readonly FieldConfig[];
