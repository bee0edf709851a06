// Generated from node_types['order'] and files/codegen/templates/frontend/typescript_model.j2; edit those.

import * as z from "zod";

/** What somebody orders. */
export interface Order {
  type: "order";
  /** An integer of at least 1. */
  number: number;
  /** Default: "open". */
  state: "open" | "paid" | "sent";
  /** At least 1 item. */
  lines: OrderLines[];
  /** Sent on the same day. */
  express?: boolean;
  note?: string;
}

/** What `OrderSchema` accepts: defaults may be absent. */
export interface OrderInput extends Omit<Order, "type" | "state" | "lines"> {
  type?: "order" | undefined;
  state?: Order["state"] | undefined;
  lines: OrderLinesInput[];
}

/** The `lines` of `Order`. */
export interface OrderLines {
  /** At least 1 character. */
  item: string;
  /** An integer of at least 1. Default: 1. */
  quantity: number;
}

/** What `OrderLinesSchema` accepts: defaults may be absent. */
export interface OrderLinesInput extends Omit<OrderLines, "quantity"> {
  quantity?: number | undefined;
}

/** Text, in which no half of a surrogate pair stands alone. */
const text = z.string().regex(/^\P{Cs}*$/u, "Invalid string: lone surrogate");

export const OrderLinesSchema = z.strictObject({
  item: text.min(1),
  quantity: z.int().min(1).default(1),
}) satisfies z.ZodType<OrderLines, OrderLinesInput>;

/** Checks a value against `Order`, and fills in defaults. */
export const OrderSchema = z.strictObject({
  type: z.literal("order").default("order"),
  number: z.int().min(1),
  state: z.enum(["open", "paid", "sent"]).default("open"),
  lines: z.array(OrderLinesSchema).min(1),
  express: z.boolean().exactOptional(),
  note: text.exactOptional(),
}) satisfies z.ZodType<Order, OrderInput>;
