/** What a form holds, and what is wrong with it: pure functions over JSON. */

import type { FieldConfig, Json, JsonObject } from "./config.js";

/** What is wrong, by the place in the value: `lines.0.item`. */
export type Problems = { readonly [place: string]: string };

/** What is found wrong by Zod (`path`, `message`) or by FastAPI (`loc`, `msg`). */
export interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** An object with a field set, or, without a value, absent. */
export function withField(
  object: JsonObject,
  name: string,
  value: Json | undefined,
): JsonObject {
  const { [name]: _, ...others } = object;
  return value === undefined ? others : { ...others, [name]: value };
}

/** Whether a form shows a field, by the values of those beside it. */
export function isVisible(field: FieldConfig, object: JsonObject): boolean {
  if (!field.visibleWhen) return true;
  const { field: other, operator, values } = field.visibleWhen;
  const isOne = values.includes(object[other] ?? null);
  return operator === "equals" || operator === "in" ? isOne : !isOne;
}

/** An object without the fields that its form does not show. */
export function shown(
  fields: readonly FieldConfig[],
  object: JsonObject,
): JsonObject {
  const hidden = fields.filter((field) => !isVisible(field, object));
  return hidden.reduce(
    (rest, field) => withField(rest, field.name, undefined),
    object,
  );
}

/** The defaults of an object's fields. */
export function defaultsOf(fields: readonly FieldConfig[]): JsonObject {
  return Object.fromEntries(
    fields.flatMap(({ name, defaultValue }) =>
      defaultValue === undefined ? [] : [[name, defaultValue]],
    ),
  );
}

/** The first problem of each place. */
export function byPlace(issues: readonly Issue[]): Problems {
  return Object.fromEntries(
    issues
      .map(({ path, message }) => [path.map(String).join("."), message])
      .reverse(),
  );
}
