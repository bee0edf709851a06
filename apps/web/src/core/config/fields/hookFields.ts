// Generated from files/codegen/specifications/nodes/hook.json and files/codegen/templates/frontend/field_config.j2; edit those.

import type { FieldConfig } from "../../../features/diagram-editor/config/unifiedConfig.js";

export const hookFields = [
  {
    name: "action",
    label: "Action",
    input: "json",
    required: true,
    description: "What to do, told apart by its `kind`.",
    rows: 8,
    discriminator: "kind",
    variants: [
      {
        value: "webhook",
        fields: [
          {
            name: "kind",
            label: "Kind",
            input: "text",
            required: true,
            description: "Call a webhook.",
          },
          {
            name: "url",
            label: "Url",
            input: "url",
            required: true,
            description: "The address that gets the payload by POST.",
          },
          {
            name: "secret",
            label: "Secret",
            input: "password",
            required: false,
            description: "The key that signs the payload.",
          },
        ],
      },
      {
        value: "event",
        fields: [
          {
            name: "kind",
            label: "Kind",
            input: "text",
            required: true,
            description: "Send an event to those who listen.",
          },
          {
            name: "topic",
            label: "Topic",
            input: "text",
            required: true,
            description: "Where the event belongs.",
          },
        ],
      },
      {
        value: "command",
        fields: [
          {
            name: "kind",
            label: "Kind",
            input: "text",
            required: true,
            description: "Run a command.",
          },
          {
            name: "arguments",
            label: "Arguments",
            input: "list",
            required: true,
            description: "The program and its arguments.",
            item: { input: "text" },
          },
        ],
      },
    ],
  },
  {
    name: "payload",
    label: "Payload",
    input: "json",
    required: false,
    description: "What is sent; without it, what arrives at `in`.",
    collapsible: true,
  },
  {
    name: "when",
    label: "When",
    input: "list",
    required: false,
    description: "The states of the branch on which the hook acts.",
    defaultValue: ["succeeded"],
    item: {
      input: "select",
      options: [
        { value: "succeeded", label: "succeeded" },
        { value: "failed", label: "failed" },
      ],
    },
  },
  {
    name: "not_before",
    label: "Not Before",
    input: "text",
    required: false,
    description: "Wait until this moment.",
    placeholder: "2027-01-31T09:00:00Z",
  },
  {
    name: "idempotency_key",
    label: "Idempotency Key",
    input: "text",
    required: false,
    description: "Tells a repeated call from a new one.",
  },
] as const satisfies readonly FieldConfig[];
