import { expect, test } from "vitest";

import type { CountPartsFragment } from "../api/generated.js";
import { partsOf, progressOf, remarksOf } from "./counts.js";

const none: CountPartsFragment = {
  total: 0,
  waiting: 0,
  running: 0,
  done: 0,
  cached: 0,
  failed: 0,
  skipped: 0,
};

test("a part too small to be seen is made wide enough, and the bar stays full", () => {
  const parts = partsOf({ ...none, total: 10_000, done: 9_999, failed: 1 });
  expect(parts.map((part) => part.tone)).toEqual(["failed", "done"]);
  expect(parts[0]?.width).toBeGreaterThan(1.4);
  const sum = parts.reduce((total, part) => total + part.width, 0);
  expect(sum).toBeCloseTo(100, 6);
});

test("what waits is left empty", () => {
  const parts = partsOf({ ...none, total: 4, done: 1, running: 1, waiting: 2 });
  expect(parts).toEqual([
    { tone: "done", count: 1, width: 25 },
    { tone: "running", count: 1, width: 25 },
  ]);
  expect(partsOf(none)).toEqual([]);
});

test("counts in words", () => {
  const counts = { ...none, total: 1000, done: 300, cached: 40, failed: 7 };
  expect(progressOf(counts)).toBe("347 / 1,000");
  expect(remarksOf({ ...counts, running: 2 })).toBe(
    "7 failed, 40 cached, 2 running",
  );
  expect(progressOf({ ...none, total: 2, skipped: 2 })).toBe("2");
});
