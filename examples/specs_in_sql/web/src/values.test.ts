import { expect, test } from "vitest";

import { customerFields } from "./generated/customerFields.js";
import { CustomerSchema } from "./generated/customerModel.js";
import { OrderSchema } from "./generated/orderModel.js";
import { byPlace, defaultsOf, isVisible, shown, withField } from "./values.js";

test("a field without a value is absent", () => {
  expect(withField({ a: 1, b: 2 }, "a", undefined)).toEqual({ b: 2 });
  expect(withField({ a: 1 }, "b", null)).toEqual({ a: 1, b: null });
});

test("a form begins with its defaults", () => {
  expect(defaultsOf(customerFields)).toEqual({ kind: "private" });
});

test("what is not shown is not sent", () => {
  const tax = customerFields.find(({ name }) => name === "tax_number");
  if (!tax) throw new Error("a customer has no tax number");
  expect(isVisible(tax, { kind: "company" })).toBe(true);
  expect(isVisible(tax, { kind: "private" })).toBe(false);
  const values = { name: "Ada", kind: "private", tax_number: "1" };
  const sent = shown(customerFields, values);
  expect(sent).toEqual({ name: "Ada", kind: "private" });
  expect(CustomerSchema.parse(sent)).toEqual({ ...sent, type: "customer" });
});

test("problems are told by their place", () => {
  const read = OrderSchema.safeParse({ number: 0, lines: [{ item: "" }] });
  expect(Object.keys(byPlace(read.error?.issues ?? []))).toEqual([
    "lines.0.item",
    "number",
  ]);
});
