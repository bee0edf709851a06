// Generated from node_types['customer'] and files/codegen/templates/frontend/field_config.j2; edit those.

import type { FieldConfig } from "../config.js";

export const customerFields = [
  {
    name: "name",
    label: "Name",
    input: "text",
    required: true,
    placeholder: "Ada Lovelace",
  },
  {
    name: "email",
    label: "Email",
    input: "text",
    required: false,
    description: "Where receipts go.",
  },
  {
    name: "kind",
    label: "Kind",
    input: "select",
    required: false,
    defaultValue: "private",
    options: [
      { value: "private", label: "A person" },
      { value: "company", label: "A company" },
    ],
  },
  {
    name: "tax_number",
    label: "Tax Number",
    input: "text",
    required: false,
    visibleWhen: { field: "kind", operator: "equals", values: ["company"] },
  },
] as const satisfies readonly FieldConfig[];
