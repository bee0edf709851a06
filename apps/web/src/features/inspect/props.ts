/** The props of a node in the order of its form. */

import type { FieldConfig } from "../diagram-editor/config/unifiedConfig.js";
import { nodeRegistry } from "../diagram-editor/config/nodeRegistry.js";

export interface ShownProp {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly value: unknown;
  /** Of code; "" for anything else. */
  readonly language: string;
  readonly isFilled: boolean;
}

/** What is set, fields that the type's form has first and in its order; `filled` wins over `props`. */
export function propsOf(
  type: string,
  props: unknown,
  filled: unknown,
): ShownProp[] {
  const over = objectOf(filled);
  const values = { ...objectOf(props), ...over };
  const fields = fieldsOf(type);
  const names = [
    ...fields.map((field) => field.name),
    ...Object.keys(values),
  ].filter((name) => Object.hasOwn(values, name));
  return [...new Set(names)].map((name) => {
    const field = fields.find((one) => one.name === name);
    return {
      name,
      label: field?.label ?? name,
      description: field?.description ?? "",
      value: values[name],
      language: field?.input === "code" ? (field.language ?? "text") : "",
      isFilled: Object.hasOwn(over, name),
    };
  });
}

function fieldsOf(type: string): readonly FieldConfig[] {
  const known: Readonly<
    Record<string, { readonly fields: readonly FieldConfig[] }>
  > = nodeRegistry;
  return Object.hasOwn(nodeRegistry, type) ? (known[type]?.fields ?? []) : [];
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}
