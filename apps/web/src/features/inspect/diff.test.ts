import { expect, test } from "vitest";

import { diffLines, highestNumber } from "./diff.js";

test("lines have the numbers of their side", () => {
  const diff =
    "--- a\n+++ b\n@@ -3,3 +3,3 @@ name\n same\n--old\n+++new\n end\n\\ No newline at end of file\n";
  expect(
    diffLines(diff).map((line) => [
      line.kind,
      line.text,
      line.before,
      line.after,
    ]),
  ).toEqual([
    ["hunk", "@@ -3,3 +3,3 @@ name", null, null],
    ["same", "same", 3, 3],
    ["removed", "-old", 4, null],
    ["added", "++new", null, 4],
    ["same", "end", 5, 5],
  ]);
  expect(highestNumber(diffLines(diff))).toBe(5);
  expect(diffLines("")).toEqual([]);
  expect(highestNumber([])).toBe(0);
});
