// Generated from files/codegen/specifications/nodes/hook.json and files/codegen/templates/frontend/typescript_model.j2; edit those.

import * as z from "zod";

/**
 * Tells the world outside that the run has come here: calls a webhook, sends an
 * event or runs a command.
 */
export interface Hook {
  type: "hook";
  /** What to do, told apart by its `kind`. */
  action: HookActionWebhook | HookActionEvent | HookActionCommand;
  /** What is sent; without it, what arrives at `in`. */
  payload?: Json;
  /**
   * The states of the branch on which the hook acts. At least 1 item. No two
   * items are equal. Default: ["succeeded"].
   */
  when: ("succeeded" | "failed")[];
  /** Wait until this moment. A date and time like 2024-02-29T12:00:00Z. */
  not_before?: string;
  /** Tells a repeated call from a new one. A UUID. */
  idempotency_key?: string;
}

/** What `HookSchema` accepts: defaults may be absent. */
export interface HookInput extends Omit<Hook, "type" | "when"> {
  type?: "hook" | undefined;
  when?: ("succeeded" | "failed")[] | undefined;
}

/** One of the `action` of `Hook`: `webhook`. */
export interface HookActionWebhook {
  /** Call a webhook. */
  kind: "webhook";
  /** The address that gets the payload by POST. At least 1 character. */
  url: string;
  /** The key that signs the payload. */
  secret?: string;
}

/** One of the `action` of `Hook`: `event`. */
export interface HookActionEvent {
  /** Send an event to those who listen. */
  kind: "event";
  /** Where the event belongs. Matches /^[a-z0-9_]+(\.[a-z0-9_]+)*$/. */
  topic: string;
}

/** One of the `action` of `Hook`: `command`. */
export interface HookActionCommand {
  /** Run a command. */
  kind: "command";
  /** The program and its arguments. At least 1 item. */
  arguments: string[];
}

/** Any JSON value. */
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Text, in which no half of a surrogate pair stands alone. */
const text = z.string().regex(/^\P{Cs}*$/u, "Invalid string: lone surrogate");

/** A moment with an offset from UTC, to the nanosecond at most. */
const datetime = z.iso
  .datetime({ offset: true })
  .regex(/^(?!0000|.*\.\d{10})/, "Invalid ISO datetime");

const json = z.custom<Json>(isJson, "Invalid input: expected JSON");

export const HookActionWebhookSchema = z.strictObject({
  kind: z.literal("webhook"),
  url: text.min(1),
  secret: text.exactOptional(),
}) satisfies z.ZodType<HookActionWebhook, HookActionWebhook>;

export const HookActionEventSchema = z.strictObject({
  kind: z.literal("event"),
  topic: text.regex(/^[a-z0-9_]+(\.[a-z0-9_]+)*$/u),
}) satisfies z.ZodType<HookActionEvent, HookActionEvent>;

export const HookActionCommandSchema = z.strictObject({
  kind: z.literal("command"),
  arguments: z.array(text).min(1),
}) satisfies z.ZodType<HookActionCommand, HookActionCommand>;

/** Checks a value against `Hook`, and fills in defaults. */
export const HookSchema = z.strictObject({
  type: z.literal("hook").default("hook"),
  action: z.discriminatedUnion("kind", [
    HookActionWebhookSchema,
    HookActionEventSchema,
    HookActionCommandSchema,
  ]),
  payload: json.exactOptional(),
  when: z
    .array(z.enum(["succeeded", "failed"]))
    .min(1)
    .check(unique())
    .default(["succeeded"]),
  not_before: datetime.exactOptional(),
  idempotency_key: z.guid().exactOptional(),
}) satisfies z.ZodType<Hook, HookInput>;

/** Refuses two equal items. */
function unique() {
  return z.refine<unknown[]>(
    (items) => new Set(items).size === items.length,
    "Invalid input: expected different items",
  );
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
