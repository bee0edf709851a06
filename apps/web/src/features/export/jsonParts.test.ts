import { expect, test } from "vitest";

import { childrenOf, partAt, searchParts, textOf } from "./jsonParts.js";
import { questionKey } from "./recording.js";

const value = { a: [{ "x/y": "Hello" }, 2], b: null };

test("parts by pointer", () => {
  expect(partAt(value, "")).toBe(value);
  expect(partAt(value, "/a/0/x~1y")).toBe("Hello");
  expect(partAt(value, "/a/7")).toBeUndefined();
  expect(partAt(value, "/constructor")).toBeUndefined();
  expect(childrenOf(value, "")).toEqual([
    {
      key: "a",
      path: "/a",
      kind: "ARRAY",
      length: 2,
      preview: '[{"x/y":"Hello"},2]',
    },
    { key: "b", path: "/b", kind: "NULL", length: 0, preview: "null" },
  ]);
});

test("a search finds keys and texts", () => {
  const found = searchParts(value, "HELLO", 10);
  expect(found.parts.map((part) => part.path)).toEqual(["/a/0/x~1y"]);
  expect(searchParts([1, 1, 1], "1", 2)).toMatchObject({ hasMore: true });
  expect(textOf("as it is")).toBe("as it is");
});

test("a question is the same in any order", () => {
  expect(questionKey("Q", { a: 1, b: 2 })).toBe(
    questionKey("Q", { b: 2, a: 1 }),
  );
});
