import { expect, test } from "vitest";

import { inside, itemOf, labelOf, parentOf, stepsOf } from "./address.js";

test("an address is made of its parts, and taken apart", () => {
  const address = inside(inside("Generate All", "Models[3]"), "Load Spec");
  expect(address).toBe("Generate All / Models[3] / Load Spec");
  expect(parentOf(address)).toBe("Generate All / Models[3]");
  expect(parentOf("Load")).toBe("");
  expect(labelOf(address)).toBe("Load Spec");
  expect(stepsOf(address)).toEqual([
    { label: "Generate All", address: "Generate All" },
    { label: "Models[3]", address: "Generate All / Models[3]" },
    { label: "Load Spec", address },
  ]);
  expect(stepsOf("")).toEqual([]);
});

test("items are told from nodes", () => {
  expect(itemOf("A / Models[3]")).toEqual({ batch: "A / Models", index: 3 });
  expect(itemOf("Models[3] / Load")).toBeNull();
  expect(itemOf("Models[x]")).toBeNull();
});
