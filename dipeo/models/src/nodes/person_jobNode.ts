// Generated from files/codegen/specifications/nodes/person_job.json and files/codegen/templates/frontend/typescript_model.j2; edit those.

import * as z from "zod";

/** Gives a task to a person, an AI language model with a memory of its own. */
export interface PersonJob {
  type: "person_job";
  /** The person who does the task, by the name it has in the project. */
  person?: string;
  /**
   * The prompt of the first iteration. Without it the default prompt is used
   * from the start.
   */
  first_only_prompt?: string;
  /** The prompt of every iteration. At least 1 character. */
  default_prompt: string;
  /**
   * How often the node may run in one conversation. An integer from 1 to 100.
   * Default: 1.
   */
  max_iteration: number;
  /** The language model, where it differs from the person's own. */
  llm?: PersonJobLlm;
  /** What the person remembers of the conversation. */
  memory_settings?: PersonJobMemorySettings;
  /** Tools that the model may call. */
  tools?: (PersonJobToolsBuiltin | PersonJobToolsFunction)[];
  /** Values for names in the prompts. */
  variables?: Record<string, Json>;
  /** Whether the answer is text or JSON. Default: "text". */
  output_format: "text" | "json";
  /** The JSON Schema that the answer has to fit. */
  response_schema?: Record<string, Json>;
}

/** What `PersonJobSchema` accepts: defaults may be absent. */
export interface PersonJobInput extends Omit<
  PersonJob,
  "type" | "max_iteration" | "llm" | "memory_settings" | "output_format"
> {
  type?: "person_job" | undefined;
  max_iteration?: number | undefined;
  llm?: PersonJobLlmInput;
  memory_settings?: PersonJobMemorySettingsInput;
  output_format?: PersonJob["output_format"] | undefined;
}

/** The `llm` of `PersonJob`. */
export interface PersonJobLlm {
  /** Who serves the model. */
  service: "openai" | "anthropic" | "google" | "ollama";
  /** The model by the service's name for it. 1 to 100 characters. */
  model: string;
  /**
   * How freely the model chooses: 0 is the most likely answer. A number from 0
   * to 2. Default: 0.7.
   */
  temperature: number;
  /**
   * The share of likely tokens from which the model chooses. A number above 0,
   * at most 1.
   */
  top_p?: number;
  /** The longest answer, in tokens. An integer from 1 to 200000. */
  max_tokens?: number;
  /**
   * Texts that end the answer. At most 4 items. No two items are equal. Each
   * item: at least 1 character.
   */
  stop?: string[];
}

/** What `PersonJobLlmSchema` accepts: defaults may be absent. */
export interface PersonJobLlmInput extends Omit<PersonJobLlm, "temperature"> {
  temperature?: number | undefined;
}

/** The `memory_settings` of `PersonJob`. */
export interface PersonJobMemorySettings {
  /** Which messages the person sees. Default: "all_involved". */
  view:
    | "all_involved"
    | "sent_by_me"
    | "sent_to_me"
    | "system_and_me"
    | "conversation_pairs"
    | "all_messages";
  /**
   * The most recent messages to keep; null keeps all. An integer of at least 1.
   * Default: null.
   */
  max_messages: number | null;
  /** Whether system messages are always kept. Default: true. */
  preserve_system: boolean;
}

/** What `PersonJobMemorySettingsSchema` accepts: defaults may be absent. */
export interface PersonJobMemorySettingsInput {
  view?: PersonJobMemorySettings["view"] | undefined;
  max_messages?: PersonJobMemorySettings["max_messages"] | undefined;
  preserve_system?: boolean | undefined;
}

/** One of the `tools` of `PersonJob`: `builtin`. */
export interface PersonJobToolsBuiltin {
  /** A tool that the service brings. */
  kind: "builtin";
  /** Which one. */
  name: "web_search" | "code_interpreter" | "image_generation";
}

/** One of the `tools` of `PersonJob`: `function`. */
export interface PersonJobToolsFunction {
  /** A function of the project. */
  kind: "function";
  /** The function's name for the model. Matches /^[A-Za-z_][A-Za-z0-9_]{0,63}$/. */
  name: string;
  /** What the function is for. */
  description?: string;
  /** The JSON Schema of the function's parameters. */
  parameters?: Record<string, Json>;
}

/** Any JSON value. */
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Text, in which no half of a surrogate pair stands alone. */
const text = z.string().regex(/^\P{Cs}*$/u, "Invalid string: lone surrogate");

const json = z.custom<Json>(isJson, "Invalid input: expected JSON");

export const PersonJobLlmSchema = z.strictObject({
  service: z.enum(["openai", "anthropic", "google", "ollama"]),
  model: text.min(1).check(maxLength(100)),
  temperature: z.number().min(0).max(2).default(0.7),
  top_p: z.number().gt(0).max(1).exactOptional(),
  max_tokens: z.int().min(1).max(200000).exactOptional(),
  stop: z.array(text.min(1)).max(4).check(unique()).exactOptional(),
}) satisfies z.ZodType<PersonJobLlm, PersonJobLlmInput>;

export const PersonJobMemorySettingsSchema = z.strictObject({
  view: z
    .enum([
      "all_involved",
      "sent_by_me",
      "sent_to_me",
      "system_and_me",
      "conversation_pairs",
      "all_messages",
    ])
    .default("all_involved"),
  max_messages: z.int().min(1).nullable().default(null),
  preserve_system: z.boolean().default(true),
}) satisfies z.ZodType<PersonJobMemorySettings, PersonJobMemorySettingsInput>;

export const PersonJobToolsBuiltinSchema = z.strictObject({
  kind: z.literal("builtin"),
  name: z.enum(["web_search", "code_interpreter", "image_generation"]),
}) satisfies z.ZodType<PersonJobToolsBuiltin, PersonJobToolsBuiltin>;

export const PersonJobToolsFunctionSchema = z.strictObject({
  kind: z.literal("function"),
  name: text.regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/u),
  description: text.exactOptional(),
  parameters: record(json).exactOptional(),
}) satisfies z.ZodType<PersonJobToolsFunction, PersonJobToolsFunction>;

/** Checks a value against `PersonJob`, and fills in defaults. */
export const PersonJobSchema = z.strictObject({
  type: z.literal("person_job").default("person_job"),
  person: text.exactOptional(),
  first_only_prompt: text.exactOptional(),
  default_prompt: text.min(1),
  max_iteration: z.int().min(1).max(100).default(1),
  llm: PersonJobLlmSchema.exactOptional(),
  memory_settings: PersonJobMemorySettingsSchema.exactOptional(),
  tools: z
    .array(
      z.discriminatedUnion("kind", [
        PersonJobToolsBuiltinSchema,
        PersonJobToolsFunctionSchema,
      ]),
    )
    .exactOptional(),
  variables: record(json).exactOptional(),
  output_format: z.enum(["text", "json"]).default("text"),
  response_schema: record(json).exactOptional(),
}) satisfies z.ZodType<PersonJob, PersonJobInput>;

/** Counts characters, where `max` of Zod counts UTF-16 units. */
function maxLength(limit: number) {
  return z.refine<string>(
    (value) => [...value].length <= limit,
    `Too big: expected string to have <=${limit} characters`,
  );
}

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
