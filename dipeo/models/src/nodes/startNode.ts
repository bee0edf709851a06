// Generated from files/codegen/specifications/nodes/start.json and files/codegen/templates/frontend/typescript_model.j2; edit those.

import * as z from "zod";

/** Where a run begins: gives the run's inputs to the nodes behind it. */
export interface Start {
  type: "start";
  /** Values of inputs that the run does not bring. */
  defaults?: Record<string, Json>;
}

/** What `StartSchema` accepts: defaults may be absent. */
export interface StartInput extends Omit<Start, "type"> {
  type?: "start" | undefined;
}

/** Any JSON value. */
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Text, in which no half of a surrogate pair stands alone. */
const text = z.string().regex(/^\P{Cs}*$/u, "Invalid string: lone surrogate");

const json = z.custom<Json>(isJson, "Invalid input: expected JSON");

/** Checks a value against `Start`, and fills in defaults. */
export const StartSchema = z.strictObject({
  type: z.literal("start").default("start"),
  defaults: record(json).exactOptional(),
}) satisfies z.ZodType<Start, StartInput>;

/** A record, in which a key may be `__proto__`; `record` of Zod drops that one. */
function record<Output, Input>(values: z.ZodType<Output, Input>) {
  return z
    .custom<Record<string, Input>>(isObject, "Invalid input: expected record")
    .transform((entries) => new Map(Object.entries(entries)))
    .pipe(z.map(text, values))
    .transform((entries) => Object.fromEntries(entries));
}

function isJson(value: unknown): boolean {
  switch (typeof value) {
    case "string":
      return text.safeParse(value).success;
    case "number":
      return Number.isFinite(value);
    case "object":
      return (
        value === null ||
        Object.entries(value).every(
          ([key, item]) => isJson(key) && isJson(item),
        )
      );
    default:
      return typeof value === "boolean";
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
