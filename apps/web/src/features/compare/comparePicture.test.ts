import { expect, test } from "vitest";

import { type Comparison, comparePicture } from "./comparePicture.js";

const run: Comparison["before"] = {
  id: 1,
  author: null,
  diagram: "d",
  state: "OK",
  started: 0,
  seconds: 1,
  sameAs: null,
  isDry: false,
  isCancellable: false,
  fileCounts: { written: 0, unchanged: 0, removed: 0 },
};

function side(seconds: number) {
  return { state: "DONE" as const, seconds, inside: null, items: null };
}

test("a card tells what is different and why", () => {
  const picture = comparePicture({
    before: run,
    after: { ...run, id: 2 },
    files: [],
    nodes: [
      {
        label: "A",
        address: "A",
        type: "db",
        change: "SLOWER",
        reasons: ["it took longer"],
        position: null,
        before: side(1),
        after: side(2.5),
      },
      {
        label: "B",
        address: "B",
        type: "db",
        change: "REMOVED",
        reasons: [],
        position: null,
        before: side(1),
        after: null,
      },
    ],
    edges: [
      {
        source: { node: "A", port: "key" },
        target: { node: "B", port: "in" },
        change: "REMOVED",
      },
    ],
  });
  expect(
    picture.cards.map(({ outputs, foot, status }) => [
      outputs,
      foot,
      status?.word,
      status?.time,
    ]),
  ).toEqual([
    [["key"], "Slower: it took longer", "Slower", "1.00 s → 2.50 s"],
    [["out"], "Removed", "Removed", "1.00 s"],
  ]);
  expect(picture.links).toMatchObject([
    { source: "A", target: "B", label: "removed", tone: "failed" },
  ]);
});
