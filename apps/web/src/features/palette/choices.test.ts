import { expect, test } from "vitest";

import { diagramPlace } from "../../route/place.js";
import { type Choice, choicesOf, scoreOf } from "./choices.js";

function diagram(name: string): Choice {
  return { kind: "diagram", title: name, note: "", place: diagramPlace(name) };
}

const diagrams = [
  diagram("codegen/backend/generate_backend_all"),
  diagram("codegen/master/generate_all"),
  diagram("hello"),
];

function found(typed: string): string[] {
  return choicesOf(typed, diagrams, [], []).flatMap(({ choices }) =>
    choices.map(({ title }) => title),
  );
}

test("letters in order are enough, whole words come first", () => {
  expect(found("generate_all")).toEqual([
    "codegen/master/generate_all",
    "codegen/backend/generate_backend_all",
  ]);
  expect(found("hlo")).toEqual(["hello"]);
  expect(found("zzz")).toEqual([]);
});

test("a number is a run", () => {
  expect(choicesOf("12", diagrams, [], [])).toEqual([
    {
      heading: "Runs",
      choices: [expect.objectContaining({ title: "Run 12" })],
    },
  ]);
});

test("nothing typed offers everything", () => {
  expect(scoreOf("x", "")).toBe(0);
  expect(found("")).toHaveLength(6);
});
