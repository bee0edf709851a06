// Generated from node_types['order'] and files/codegen/templates/frontend/field_config.j2; edit those.

import type { FieldConfig } from "../config.js";

export const orderFields = [
  {
    name: "number",
    label: "Number",
    input: "number",
    required: true,
    min: 1,
  },
  {
    name: "state",
    label: "State",
    input: "select",
    required: false,
    defaultValue: "open",
    options: [
      { value: "open", label: "open" },
      { value: "paid", label: "paid" },
      { value: "sent", label: "sent" },
    ],
  },
  {
    name: "lines",
    label: "Lines",
    input: "list",
    required: true,
    item: {
      input: "group",
      fields: [
        { name: "item", label: "Item", input: "text", required: true },
        {
          name: "quantity",
          label: "Quantity",
          input: "number",
          required: false,
          defaultValue: 1,
          min: 1,
        },
      ],
    },
  },
  {
    name: "express",
    label: "Express",
    input: "checkbox",
    required: false,
    description: "Sent on the same day.",
  },
  {
    name: "note",
    label: "Note",
    input: "textarea",
    required: false,
    rows: 3,
  },
] as const satisfies readonly FieldConfig[];
