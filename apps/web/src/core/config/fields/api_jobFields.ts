// Generated from files/codegen/specifications/nodes/api_job.json and files/codegen/templates/frontend/field_config.j2; edit those.

import type { FieldConfig } from "../../../features/diagram-editor/config/unifiedConfig.js";

export const apiJobFields = [
  {
    name: "url",
    label: "Url",
    input: "url",
    required: true,
    description:
      "The address to call. Names in braces are filled in from the node's inputs.",
    placeholder: "https://example.com/items/{id}",
  },
  {
    name: "method",
    label: "Method",
    input: "select",
    required: false,
    description: "The HTTP method.",
    defaultValue: "GET",
    options: [
      { value: "GET", label: "GET" },
      { value: "POST", label: "POST" },
      { value: "PUT", label: "PUT" },
      { value: "PATCH", label: "PATCH" },
      { value: "DELETE", label: "DELETE" },
      { value: "HEAD", label: "HEAD" },
    ],
  },
  {
    name: "headers",
    label: "Headers",
    input: "json",
    required: false,
    description: "Headers of the request by name.",
    collapsible: true,
    item: { input: "text" },
  },
  {
    name: "params",
    label: "Params",
    input: "json",
    required: false,
    description: "Parameters of the query by name.",
    collapsible: true,
    item: { input: "text" },
  },
  {
    name: "body",
    label: "Body",
    input: "json",
    required: false,
    description: "The JSON body of the request; null is one too.",
    rows: 8,
    visibleWhen: {
      field: "method",
      operator: "in",
      values: ["POST", "PUT", "PATCH", "DELETE"],
    },
  },
  {
    name: "timeout",
    label: "Timeout",
    input: "number",
    required: false,
    description: "Seconds to wait for the answer to each attempt.",
    defaultValue: 30,
    min: 1,
    max: 3600,
  },
  {
    name: "max_retries",
    label: "Max Retries",
    input: "number",
    required: false,
    description: "Attempts after the first.",
    defaultValue: 2,
    min: 0,
    max: 10,
  },
  {
    name: "retry_delay",
    label: "Retry Delay",
    input: "number",
    required: false,
    description:
      "Seconds before the first new attempt; they double with each further one.",
    defaultValue: 0.5,
    min: 0,
  },
  {
    name: "expect_status",
    label: "Expect Status",
    input: "list",
    required: false,
    description:
      "The status codes that count as success. Without it, those from 200 to 299 do.",
    item: { input: "number", min: 100, max: 599 },
  },
  {
    name: "format",
    label: "Format",
    input: "select",
    required: false,
    description: "Whether the answer's body is data or text.",
    defaultValue: "json",
    options: [
      { value: "json", label: "json" },
      { value: "text", label: "text" },
    ],
  },
] as const satisfies readonly FieldConfig[];
