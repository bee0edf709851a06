import { expect, test } from "vitest";

import type { NodeStateFragment } from "../../api/generated.js";
import { applyUpdates, NO_FEED, type RunUpdate } from "./feed.js";

function node(
  address: string,
  state: NodeStateFragment["state"],
): NodeStateFragment {
  return {
    address,
    label: address,
    type: "db",
    state,
    started: null,
    seconds: null,
    reason: "",
    ranIn: null,
    items: null,
    inside: null,
    itemsInside: null,
    inputs: [],
    output: null,
    problems: [],
  };
}

function update(more: Partial<RunUpdate>): RunUpdate {
  return {
    run: 1,
    revision: "1",
    isWhole: false,
    state: "RUNNING",
    seconds: 1,
    isFinished: false,
    nodes: [],
    fileCounts: { written: 0, unchanged: 0, removed: 0 },
    problems: [],
    ...more,
  };
}

function states(feed: typeof NO_FEED): string[] {
  return [...feed.nodes.values()].map((one) => `${one.address} ${one.state}`);
}

test("no update changes nothing", () => {
  expect(applyUpdates(NO_FEED, [])).toBe(NO_FEED);
});

test("later states replace earlier ones, and the rest stays", () => {
  const first = applyUpdates(NO_FEED, [
    update({
      isWhole: true,
      nodes: [node("A", "RUNNING"), node("B", "WAITING")],
    }),
  ]);
  const second = applyUpdates(first, [
    update({ nodes: [node("A", "DONE")] }),
    update({
      nodes: [node("B", "FAILED")],
      state: "FAILED",
      revision: "3",
      isFinished: true,
    }),
  ]);
  expect(states(second)).toEqual(["A DONE", "B FAILED"]);
  expect(second).toMatchObject({
    state: "FAILED",
    revision: "3",
    isFinished: true,
  });
  expect(states(first)).toEqual(["A RUNNING", "B WAITING"]);
});

test("a whole update forgets what was before it", () => {
  const first = applyUpdates(NO_FEED, [update({ nodes: [node("A", "DONE")] })]);
  const second = applyUpdates(first, [
    update({ nodes: [node("A", "RUNNING")] }),
    update({ isWhole: true, nodes: [node("C", "DONE")] }),
  ]);
  expect(states(second)).toEqual(["C DONE"]);
});
