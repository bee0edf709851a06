import { expect, test } from "vitest";

import type { GraphFragment, NodeStateFragment } from "../../api/generated.js";
import { carriedBy, carriedText, statusOf } from "./status.js";

const base: NodeStateFragment = {
  address: "A",
  label: "A",
  type: "db",
  state: "DONE",
  started: 100,
  seconds: 0.25,
  reason: "",
  ranIn: null,
  items: null,
  inside: null,
  itemsInside: null,
  inputs: [],
  output: { digest: "whole", size: 12_440 },
  problems: [],
};

function edge(source: string, target: string): GraphFragment["edges"][number] {
  const [from = "", fromPort = ""] = source.split(".");
  const [to = "", toPort = ""] = target.split(".");
  return {
    id: `${source} ${target}`,
    source: { node: from, port: fromPort },
    target: { node: to, port: toPort },
  };
}

test("a running node counts on, a node that is over says how long it took", () => {
  expect(statusOf({ ...base, state: "RUNNING" }, 102.57)?.time).toBe("2.50 s");
  expect(statusOf(base, 500)?.time).toBe("250 ms");
  expect(statusOf({ ...base, state: "CACHED" }, 500)?.time).toBe("");
  expect(statusOf(undefined, 0)).toBeNull();
});

test("a connection carried what arrived at its port", () => {
  const b = {
    ...base,
    address: "B",
    label: "B",
    inputs: [{ port: "x", digest: "key", size: 5 }],
  };
  const nodes = new Map([
    ["A", base],
    ["B", b],
  ]);
  const one = edge("A.key", "B.x");
  expect(carriedBy(one, [one], nodes)).toEqual({ digest: "key", size: 5 });
  expect(carriedText(carriedBy(one, [one], nodes))).toBe("5 B");
});

test("before it has arrived, the whole output of its source is known and a part is not", () => {
  const nodes = new Map([["A", base]]);
  const whole = edge("A.out", "B.in");
  const part = edge("A.key", "B.in");
  expect(carriedBy(whole, [whole], nodes)).toEqual({
    digest: "whole",
    size: 12_440,
  });
  expect(carriedBy(part, [part], nodes)).toBeNull();
  expect(carriedText(null)).toBe("");
});

test("a node that gave nothing fills no connection", () => {
  const nodes = new Map([["A", { ...base, state: "FAILED" as const }]]);
  const whole = edge("A.out", "B.in");
  expect(carriedBy(whole, [whole], nodes)).toBeNull();
});
