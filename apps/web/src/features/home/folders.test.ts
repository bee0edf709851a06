import { expect, test } from "vitest";

import { type Listed, rowsOf } from "./folders.js";

function listed(name: string, description = ""): Listed {
  const at = name.lastIndexOf("/");
  return {
    name,
    title: name.slice(at + 1),
    folder: name.slice(0, Math.max(at, 0)),
    description,
    usedBy: [],
    problems: [],
    lastRun: null,
  };
}

const diagrams = [
  listed("codegen/master/all", "everything"),
  listed("hello"),
  listed("codegen/master/one"),
  listed("codegen/backend/all"),
];

function shown(search: string, closed: string[] = []): string[] {
  return rowsOf(diagrams, search, new Set(closed)).map((row) =>
    row.kind === "folder" ? `${row.path}: ${row.count}` : row.diagram.name,
  );
}

test("folders in order, each with its diagrams", () => {
  expect(shown("")).toEqual([
    ": 1",
    "hello",
    "codegen/backend: 1",
    "codegen/backend/all",
    "codegen/master: 2",
    "codegen/master/all",
    "codegen/master/one",
  ]);
});

test("a closed folder hides what is in it, but not from a search", () => {
  expect(shown("", ["codegen/master", "codegen/backend", ""])).toEqual([
    ": 1",
    "codegen/backend: 1",
    "codegen/master: 2",
  ]);
  expect(shown("all every", ["codegen/master"])).toEqual([
    "codegen/master: 1",
    "codegen/master/all",
  ]);
});
