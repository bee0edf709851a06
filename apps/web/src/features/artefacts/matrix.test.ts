import { expect, test } from "vitest";

import { type Artefact, countsOf, rowsOf, worstOf } from "./matrix.js";

function artefact(
  specification: string,
  kind: string,
  state: Artefact["state"],
): Artefact {
  return {
    specification,
    kind,
    state,
    path: `${specification}.${kind}`,
    reason: "",
    run: 1,
  };
}

const artefacts = [
  artefact("db.json", "ts", "FRESH"),
  artefact("db.json", "py", "STALE"),
  artefact("hook.json", "ts", "FRESH"),
  artefact("hook.json", "ts", "EDITED"),
];
const matrix = {
  specifications: ["db.json", "hook.json"],
  kinds: [
    { id: "ts", label: "TypeScript" },
    { id: "py", label: "Python" },
  ],
  artefacts,
};

test("a cell for each kind, whatever is in it", () => {
  const shape = (search: string, state: Artefact["state"] | null) =>
    rowsOf(matrix, search, state).map((row) => [
      row.specification,
      ...row.cells.map((cell) => cell.map((one) => one.state).join()),
    ]);
  expect(shape("", null)).toEqual([
    ["db.json", "FRESH", "STALE"],
    ["hook.json", "FRESH,EDITED", ""],
  ]);
  expect(shape("HOOK", null)).toEqual([["hook.json", "FRESH,EDITED", ""]]);
  expect(shape("", "STALE")).toEqual([["db.json", "FRESH", "STALE"]]);
});

test("what needs a look comes first", () => {
  expect(worstOf(artefacts.slice(2))).toBe("EDITED");
  expect(worstOf([])).toBeNull();
  expect(countsOf(artefacts)).toEqual({
    FRESH: 2,
    STALE: 1,
    EDITED: 1,
    MISSING: 0,
    FAILING: 0,
  });
});
