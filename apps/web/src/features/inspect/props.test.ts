import { expect, test } from "vitest";

import { propsOf } from "./props.js";

test("props come in the order of the form, and what the run filled in wins", () => {
  const shown = propsOf(
    "code_job",
    { extra: 1, function: "main", source_details: "{path}" },
    { source_details: "a.py" },
  );
  expect(
    shown.map(({ name, value, isFilled }) => [name, value, isFilled]),
  ).toEqual([
    ["source_details", "a.py", true],
    ["function", "main", false],
    ["extra", 1, false],
  ]);
  expect(shown[0]?.label).toBe("Source Details");
});

test("code says its language, and unknown types have props too", () => {
  expect(propsOf("code_job", { code: "x" }, null)[0]?.language).toBe("python");
  expect(propsOf("constructor", { a: null }, undefined)).toEqual([
    {
      name: "a",
      label: "a",
      description: "",
      value: null,
      language: "",
      isFilled: false,
    },
  ]);
});
