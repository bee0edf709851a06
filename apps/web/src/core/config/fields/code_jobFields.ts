// Generated from files/codegen/specifications/nodes/code_job.json and files/codegen/templates/frontend/field_config.j2; edit those.

import type { FieldConfig } from "../../../features/diagram-editor/config/unifiedConfig.js";

export const codeJobFields = [
  {
    name: "code_type",
    label: "Code Type",
    input: "select",
    required: false,
    description:
      "Whether the code is a file of the workspace or written into the node.",
    defaultValue: "file",
    options: [
      { value: "file", label: "file" },
      { value: "inline", label: "inline" },
    ],
  },
  {
    name: "source_details",
    label: "Source Details",
    input: "file",
    required: false,
    description: "The Python file that holds the function.",
    placeholder: "files/codegen/code/frontend/generators/typescript_model.py",
    visibleWhen: { field: "code_type", operator: "equals", values: ["file"] },
  },
  {
    name: "code",
    label: "Code",
    input: "code",
    required: false,
    description: "The Python module that holds the function.",
    rows: 12,
    language: "python",
    visibleWhen: { field: "code_type", operator: "equals", values: ["inline"] },
  },
  {
    name: "function",
    label: "Function",
    input: "text",
    required: false,
    description: "The function to call with the inputs.",
    defaultValue: "main",
  },
  {
    name: "language",
    label: "Language",
    input: "select",
    required: false,
    description: "The language of the code.",
    defaultValue: "python",
    options: [{ value: "python", label: "python" }],
  },
  {
    name: "allow_io",
    label: "Allow Io",
    input: "checkbox",
    required: false,
    description:
      "Whether the function may open files, sockets and processes and read the clock and the environment.",
    defaultValue: false,
  },
] as const satisfies readonly FieldConfig[];
