// Generated from files/codegen/specifications/nodes/endpoint.json and files/codegen/templates/frontend/typescript_model.j2; edit those.

import * as z from "zod";

/** Where a branch of a run ends: what arrives is a result of the diagram. */
export interface Endpoint {
  type: "endpoint";
  /** What the result is, for readers of the diagram. */
  description?: string;
}

/** What `EndpointSchema` accepts: defaults may be absent. */
export interface EndpointInput extends Omit<Endpoint, "type"> {
  type?: "endpoint" | undefined;
}

/** Text, in which no half of a surrogate pair stands alone. */
const text = z.string().regex(/^\P{Cs}*$/u, "Invalid string: lone surrogate");

/** Checks a value against `Endpoint`, and fills in defaults. */
export const EndpointSchema = z.strictObject({
  type: z.literal("endpoint").default("endpoint"),
  description: text.exactOptional(),
}) satisfies z.ZodType<Endpoint, EndpointInput>;
