import { expect, test } from "vitest";

import type { PartFragment } from "../../api/generated.js";
import { ancestorsOf, pathText } from "./pointer.js";
import { treeRows } from "./tree.js";

function part(
  path: string,
  kind: PartFragment["kind"],
  length = 0,
): PartFragment {
  return {
    key: path.slice(path.lastIndexOf("/") + 1),
    path,
    kind,
    length,
    preview: "",
  };
}

test("only what is open has rows", () => {
  const root = part("", "OBJECT", 2);
  const pages = new Map([
    [
      "",
      { total: 2, parts: [part("/a", "ARRAY", 300), part("/b", "ARRAY", 0)] },
    ],
    ["/a", { total: 300, parts: [part("/a/0", "NUMBER")] }],
  ]);
  const shown = (open: string[]) =>
    treeRows(root, new Set(open), pages).map((row) =>
      row.kind === "part"
        ? `${row.depth} ${row.part.path || "$"}`
        : `${row.depth} ${row.kind}`,
    );
  expect(shown([])).toEqual(["0 $"]);
  expect(shown([""])).toEqual(["0 $", "1 /a", "1 /b"]);
  expect(shown(["", "/a", "/b"])).toEqual([
    "0 $",
    "1 /a",
    "2 /a/0",
    "2 more",
    "1 /b",
  ]);
});

test("what is not known yet is waited for", () => {
  const rows = treeRows(part("", "ARRAY", 1), new Set([""]), new Map());
  expect(rows.map((row) => row.kind)).toEqual(["part", "wait"]);
});

test("pointers as paths", () => {
  expect(pathText("")).toBe("$");
  expect(pathText("/results/0/name")).toBe("$.results[0].name");
  expect(pathText("/a~1b/01/~0")).toBe('$["a/b"]["01"]["~"]');
  expect(ancestorsOf("/a/b/c")).toEqual(["", "/a", "/a/b"]);
  expect(ancestorsOf("/a")).toEqual([""]);
  expect(ancestorsOf("")).toEqual([]);
});
