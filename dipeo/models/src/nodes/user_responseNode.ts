// Generated from files/codegen/specifications/nodes/user_response.json and files/codegen/templates/frontend/typescript_model.j2; edit those.

import * as z from "zod";

/** Asks a person and waits for the answer. */
export interface UserResponse {
  type: "user_response";
  /**
   * What the person is asked. Names in braces are filled in from the node's
   * inputs. At least 1 character.
   */
  prompt: string;
  /** What kind of answer is expected. Default: "text". */
  response_type: "text" | "choice" | "confirm";
  /** The answers to choose from. 2 to 20 items. */
  choices?: UserResponseChoices[];
  /** The answer when none comes in time; null fails the node then. */
  default_response?: string | null;
  /**
   * Seconds to wait for the answer. A number above 0, at most 86400. Default:
   * 300.
   */
  timeout: number;
}

/** What `UserResponseSchema` accepts: defaults may be absent. */
export interface UserResponseInput extends Omit<
  UserResponse,
  "type" | "response_type" | "timeout"
> {
  type?: "user_response" | undefined;
  response_type?: UserResponse["response_type"] | undefined;
  timeout?: number | undefined;
}

/** The `choices` of `UserResponse`. */
export interface UserResponseChoices {
  /** What the node gives when it is chosen. */
  value: string;
  /** What the person reads; without it the value. */
  label?: string;
}

/** Text, in which no half of a surrogate pair stands alone. */
const text = z.string().regex(/^\P{Cs}*$/u, "Invalid string: lone surrogate");

export const UserResponseChoicesSchema = z.strictObject({
  value: text,
  label: text.exactOptional(),
}) satisfies z.ZodType<UserResponseChoices, UserResponseChoices>;

/** Checks a value against `UserResponse`, and fills in defaults. */
export const UserResponseSchema = z.strictObject({
  type: z.literal("user_response").default("user_response"),
  prompt: text.min(1),
  response_type: z.enum(["text", "choice", "confirm"]).default("text"),
  choices: z.array(UserResponseChoicesSchema).min(2).max(20).exactOptional(),
  default_response: text.nullable().exactOptional(),
  timeout: z.number().gt(0).max(86400).default(300),
}) satisfies z.ZodType<UserResponse, UserResponseInput>;
