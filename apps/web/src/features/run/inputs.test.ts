import { expect, test } from "vitest";

import { firstTexts, type Needed, readInputs } from "./inputs.js";

function needed(
  name: string,
  kind: Needed["kind"],
  ...examples: unknown[]
): Needed {
  return { name, kind, nodes: ["Load"], examples };
}

const needs = [
  needed("path", "TEXT", "person_job", "db"),
  needed("in", "LIST", ["a", 1]),
  needed("data", "OBJECT"),
];

test("a form begins with what the newest run was given", () => {
  expect(firstTexts(needs)).toEqual({
    path: "person_job",
    in: '[\n  "a",\n  1\n]',
    data: "",
  });
});

test("texts become inputs of their kinds", () => {
  expect(
    readInputs(needs, { path: "12", in: "[1, 2]", data: '{"a": null}' }),
  ).toEqual({ inputs: { path: "12", in: [1, 2], data: { a: null } } });
});

test("everything that is wrong is told at once", () => {
  expect(readInputs(needs, { in: "{}", data: "{a}" })).toEqual({
    problems: {
      path: "it is empty",
      in: 'it must be a JSON list: ["a", "b"]',
      data: 'it is not JSON, and must be a JSON object: {"a": 1}',
    },
  });
});
