// Generated from files/codegen/specifications/nodes/api_job.json and files/codegen/templates/frontend/typescript_model.j2; edit those.

import * as z from "zod";

/** Calls an HTTP API, again when it fails for a moment. */
export interface ApiJob {
  type: "api_job";
  /**
   * The address to call. Names in braces are filled in from the node's inputs.
   * At least 1 character.
   */
  url: string;
  /** The HTTP method. Default: "GET". */
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD";
  /** Headers of the request by name. */
  headers?: Record<string, string>;
  /** Parameters of the query by name. */
  params?: Record<string, string>;
  /** The JSON body of the request; null is one too. */
  body?: Json;
  /**
   * Seconds to wait for the answer to each attempt. A number above 0. Default:
   * 30.
   */
  timeout: number;
  /** Attempts after the first. An integer from 0 to 10. Default: 2. */
  max_retries: number;
  /**
   * Seconds before the first new attempt; they double with each further one. A
   * number of at least 0. Default: 0.5.
   */
  retry_delay: number;
  /**
   * The status codes that count as success. Without it, those from 200 to 299
   * do. At least 1 item. No two items are equal. Each item: an integer from 100
   * to 599.
   */
  expect_status?: number[];
  /** Whether the answer's body is data or text. Default: "json". */
  format: "json" | "text";
}

/** What `ApiJobSchema` accepts: defaults may be absent. */
export interface ApiJobInput extends Omit<
  ApiJob,
  "type" | "method" | "timeout" | "max_retries" | "retry_delay" | "format"
> {
  type?: "api_job" | undefined;
  method?: ApiJob["method"] | undefined;
  timeout?: number | undefined;
  max_retries?: number | undefined;
  retry_delay?: number | undefined;
  format?: ApiJob["format"] | undefined;
}

/** Any JSON value. */
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Text, in which no half of a surrogate pair stands alone. */
const text = z.string().regex(/^\P{Cs}*$/u, "Invalid string: lone surrogate");

const json = z.custom<Json>(isJson, "Invalid input: expected JSON");

/** Checks a value against `ApiJob`, and fills in defaults. */
export const ApiJobSchema = z.strictObject({
  type: z.literal("api_job").default("api_job"),
  url: text.min(1),
  method: z
    .enum(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"])
    .default("GET"),
  headers: record(text).exactOptional(),
  params: record(text).exactOptional(),
  body: json.exactOptional(),
  timeout: z.number().gt(0).default(30),
  max_retries: z.int().min(0).max(10).default(2),
  retry_delay: z.number().min(0).default(0.5),
  expect_status: z
    .array(z.int().min(100).max(599))
    .min(1)
    .check(unique())
    .exactOptional(),
  format: z.enum(["json", "text"]).default("json"),
}) satisfies z.ZodType<ApiJob, ApiJobInput>;

/** Refuses two equal items. */
function unique() {
  return z.refine<unknown[]>(
    (items) => new Set(items).size === items.length,
    "Invalid input: expected different items",
  );
}

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
