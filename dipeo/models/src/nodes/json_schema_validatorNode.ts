// Generated from files/codegen/specifications/nodes/json_schema_validator.json and files/codegen/templates/frontend/typescript_model.j2; edit those.

import * as z from "zod";

/**
 * Lets data through that a JSON Schema accepts, and fails with every problem
 * otherwise.
 */
export interface JsonSchemaValidator {
  type: "json_schema_validator";
  /** The JSON Schema. Without it the schema arrives at the port `schema`. */
  schema?: Record<string, Json>;
}

/** What `JsonSchemaValidatorSchema` accepts: defaults may be absent. */
export interface JsonSchemaValidatorInput extends Omit<
  JsonSchemaValidator,
  "type"
> {
  type?: "json_schema_validator" | undefined;
}

/** Any JSON value. */
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Text, in which no half of a surrogate pair stands alone. */
const text = z.string().regex(/^\P{Cs}*$/u, "Invalid string: lone surrogate");

const json = z.custom<Json>(isJson, "Invalid input: expected JSON");

/** Checks a value against `JsonSchemaValidator`, and fills in defaults. */
export const JsonSchemaValidatorSchema = z.strictObject({
  type: z.literal("json_schema_validator").default("json_schema_validator"),
  schema: record(json).exactOptional(),
}) satisfies z.ZodType<JsonSchemaValidator, JsonSchemaValidatorInput>;

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
