import { describe, expect, test } from "vitest";

import { countOf, formatAgo, formatSeconds, formatSize } from "./format.js";

describe("formatSize", () => {
  test.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 kB"],
    [12_440, "12.4 kB"],
    [99_990, "100 kB"],
    [999_600, "1.0 MB"],
    [5_250_000_000, "5.3 GB"],
  ])("%d bytes are %s", (bytes, text) => {
    expect(formatSize(bytes)).toBe(text);
  });
});

describe("formatSeconds", () => {
  test.each([
    [0, "0 ms"],
    [0.0000004, "0 ms"],
    [0.0000842, "84 µs"],
    [0.0004999, "500 µs"],
    [0.0021, "2.1 ms"],
    [0.34, "340 ms"],
    [0.9996, "1.00 s"],
    [2.414, "2.41 s"],
    [59.96, "1 min 0 s"],
    [200, "3 min 20 s"],
    [7500, "2 h 5 min"],
    [7190, "2 h 0 min"],
  ])("%d seconds are %s", (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});

describe("formatAgo", () => {
  const now = 1_800_000_000;
  test.each([
    [0, "just now"],
    [60, "1 min. ago"],
    [3500, "58 min. ago"],
    [3590, "1 hr. ago"],
    [90_000, "yesterday"],
    [3 * 86400, "3 days ago"],
    [60 * 86400, "2026-11-16"],
  ])("%d seconds ago is %s", (past, text) => {
    expect(formatAgo(now - past, now)).toBe(text);
  });
});

test("countOf has the plural that fits", () => {
  expect(countOf(1, "file")).toBe("1 file");
  expect(countOf(12_000, "entry", "entries")).toBe("12,000 entries");
});
