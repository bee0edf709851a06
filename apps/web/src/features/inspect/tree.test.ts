import { expect, test } from "vitest";

import type { PartFragment } from "../../api/generated.js";
import { ancestorsOf, pathText } from "./pointer.js";
import { markOf, rowAt, treeRows } from "./tree.js";

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

test("a mark on what is waited for becomes one on what comes", () => {
  const root = part("", "OBJECT", 2);
  const top = { total: 2, parts: [part("/a", "ARRAY", 3), part("/b", "NULL")] };
  const page = (count: number) => ({
    total: 3,
    parts: ["/a/0", "/a/1", "/a/2"].slice(0, count).map((p) => part(p, "NULL")),
  });
  const open = new Set(["", "/a"]);
  const shown = (count: number | null) =>
    treeRows(
      root,
      open,
      new Map(
        count === null
          ? [["", top]]
          : [
              ["", top],
              ["/a", page(count)],
            ],
      ),
    );
  const nameAt = (rows: ReturnType<typeof shown>, at: number) => {
    const row = rows[at];
    return row?.kind === "part" ? row.part.path : row?.kind;
  };
  const [waiting, some, all] = [shown(null), shown(1), shown(3)];
  const wait = waiting.find(({ kind }) => kind === "wait");
  const more = some.find(({ kind }) => kind === "more");
  if (!wait || !more) throw new Error("there are no such rows");
  expect(nameAt(waiting, rowAt(waiting, markOf(wait)))).toBe("wait");
  expect(nameAt(some, rowAt(some, markOf(wait)))).toBe("/a/0");
  expect(nameAt(some, rowAt(some, markOf(more)))).toBe("more");
  expect(nameAt(all, rowAt(all, markOf(more)))).toBe("/a/1");
  expect(rowAt(all, { path: "/nowhere", child: 2 })).toBe(-1);
  expect(rowAt(all, null)).toBe(-1);
});

test("pointers as paths", () => {
  expect(pathText("")).toBe("$");
  expect(pathText("/results/0/name")).toBe("$.results[0].name");
  expect(pathText("/a~1b/01/~0")).toBe('$["a/b"]["01"]["~"]');
  expect(ancestorsOf("/a/b/c")).toEqual(["", "/a", "/a/b"]);
  expect(ancestorsOf("/a")).toEqual([""]);
  expect(ancestorsOf("")).toEqual([]);
});
