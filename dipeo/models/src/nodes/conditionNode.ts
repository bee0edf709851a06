// Generated from files/codegen/specifications/nodes/condition.json and files/codegen/templates/frontend/typescript_model.j2; edit those.

import * as z from "zod";

/** Sends what arrives down one of two branches, by an expression. */
export interface Condition {
  type: "condition";
  /**
   * A Jinja expression over the node's inputs; its truth picks the branch. At
   * least 1 character.
   */
  expression: string;
}

/** What `ConditionSchema` accepts: defaults may be absent. */
export interface ConditionInput extends Omit<Condition, "type"> {
  type?: "condition" | undefined;
}

/** Text, in which no half of a surrogate pair stands alone. */
const text = z.string().regex(/^\P{Cs}*$/u, "Invalid string: lone surrogate");

/** Checks a value against `Condition`, and fills in defaults. */
export const ConditionSchema = z.strictObject({
  type: z.literal("condition").default("condition"),
  expression: text.min(1),
}) satisfies z.ZodType<Condition, ConditionInput>;
