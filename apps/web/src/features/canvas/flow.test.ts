import { expect, test } from "vitest";

import type { Card, Picture } from "./card.js";
import { elkGraph } from "./elk.js";
import { flowEdges, flowNodes } from "./flow.js";

function card(id: string, more: Partial<Card> = {}): Card {
  return {
    id,
    type: "db",
    position: null,
    inputs: ["in"],
    outputs: ["out"],
    isBatch: false,
    foot: "",
    opens: false,
    problems: 0,
    status: null,
    ...more,
  };
}

function picture(time: string): Picture {
  const status = {
    state: "RUNNING" as const,
    word: "Running",
    tone: "running" as const,
    time,
    counts: null,
    noun: "nodes",
  };
  return {
    digest: "d",
    cards: [card("A"), card("B", { status })],
    links: [
      {
        id: "1",
        source: "A",
        sourcePort: "out",
        target: "B",
        targetPort: "in",
        label: "",
        tone: "",
      },
    ],
  };
}

const layout = new Map([
  ["A", { x: 0, y: 0 }],
  ["B", { x: 300, y: 0 }],
]);

test("only what has changed is another object, so that only that is drawn again", () => {
  const first = flowNodes(picture("1 s"), layout, "", new Map());
  const known = new Map(first.map((node) => [node.id, node]));
  const second = flowNodes(picture("2 s"), layout, "", known);
  expect(second[0]).toBe(first[0]);
  expect(second[1]).not.toBe(first[1]);
  const third = flowNodes(picture("1 s"), layout, "A", known);
  expect(third.map((node) => node.selected)).toEqual([true, false]);

  const edges = flowEdges(picture("1 s"), "", new Map());
  const again = flowEdges(
    picture("2 s"),
    "",
    new Map(edges.map((edge) => [edge.id, edge])),
  );
  expect(again[0]).toBe(edges[0]);
});

test("a card is named for those who do not see it", () => {
  const [, node] = flowNodes(picture("1 s"), layout, "", new Map());
  expect(node?.ariaLabel).toBe("B, db, Running");
});

test("a layout knows every port, whatever labels hold", () => {
  const odd = picture("1 s");
  const graph = elkGraph({
    ...odd,
    cards: [card("A / out"), card("B")],
    links: odd.links.map((link) => ({ ...link, source: "A / out" })),
  });
  const ports = graph.children?.flatMap((child) => child.ports ?? []);
  const ids = new Set(ports?.map((port) => port.id));
  for (const edge of graph.edges ?? []) {
    expect(ids).toContain(edge.sources[0]);
    expect(ids).toContain(edge.targets[0]);
  }
});
