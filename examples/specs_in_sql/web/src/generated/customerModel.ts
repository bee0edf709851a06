// Generated from node_types['customer'] and files/codegen/templates/frontend/typescript_model.j2; edit those.

import * as z from "zod";

/** Who orders. */
export interface Customer {
  type: "customer";
  /** 1 to 80 characters. */
  name: string;
  /** Where receipts go. Matches /^[^@ ]+@[^@ ]+$/. */
  email?: string;
  /** Default: "private". */
  kind: "private" | "company";
  tax_number?: string;
}

/** What `CustomerSchema` accepts: defaults may be absent. */
export interface CustomerInput extends Omit<Customer, "type" | "kind"> {
  type?: "customer" | undefined;
  kind?: Customer["kind"] | undefined;
}

/** Text, in which no half of a surrogate pair stands alone. */
const text = z.string().regex(/^\P{Cs}*$/u, "Invalid string: lone surrogate");

/** Checks a value against `Customer`, and fills in defaults. */
export const CustomerSchema = z.strictObject({
  type: z.literal("customer").default("customer"),
  name: text.min(1).check(maxLength(80)),
  email: text.regex(/^[^@ ]+@[^@ ]+$/u).exactOptional(),
  kind: z.enum(["private", "company"]).default("private"),
  tax_number: text.exactOptional(),
}) satisfies z.ZodType<Customer, CustomerInput>;

/** Counts characters, where `max` of Zod counts UTF-16 units. */
function maxLength(limit: number) {
  return z.refine<string>(
    (value) => [...value].length <= limit,
    `Too big: expected string to have <=${limit} characters`,
  );
}
