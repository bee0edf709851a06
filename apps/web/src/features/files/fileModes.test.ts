import { expect, test } from "vitest";

import { modesOf } from "./fileModes.js";

const some = { total: 3 };

test.each([
  [
    "changed",
    { kind: "WRITTEN", was: some, is: some, changes: some },
    "CHANGES BEFORE AFTER",
  ],
  [
    "new",
    { kind: "WRITTEN", was: null, is: some, changes: some },
    "CHANGES AFTER",
  ],
  [
    "unchanged",
    { kind: "UNCHANGED", was: some, is: some, changes: { total: 0 } },
    "AFTER",
  ],
  [
    "removed",
    { kind: "REMOVED", was: some, is: null, changes: some },
    "CHANGES BEFORE",
  ],
  [
    "written over what was not kept",
    { kind: "WRITTEN", was: null, is: some, changes: null },
    "AFTER",
  ],
  [
    "deleted since",
    { kind: "WRITTEN", was: null, is: null, changes: null },
    "",
  ],
] as const)("a file that is %s", (_, file, modes) => {
  expect(modesOf(file).join(" ")).toBe(modes);
});
