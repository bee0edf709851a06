import { describe, expect, test } from "vitest";

import type { Card } from "./card.js";
import {
  authoredLayout,
  boundsOf,
  type Box,
  curve,
  nextCard,
  portPoint,
  sizeOf,
} from "./geometry.js";

function card(
  id: string,
  x: number | null,
  y = 0,
  more: Partial<Card> = {},
): Card {
  return {
    id,
    type: "db",
    position: x === null ? null : { x, y },
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

function boxesOf(cards: readonly Card[]): Box[] {
  const layout = authoredLayout(cards);
  return cards.map((one) => {
    const at = layout?.get(one.id);
    if (!at) throw new Error(`${one.id} has no place`);
    return { ...at, ...sizeOf(one) };
  });
}

function meet(a: Box, b: Box): boolean {
  return (
    a.x < b.x + b.width &&
    b.x < a.x + a.width &&
    a.y < b.y + b.height &&
    b.y < a.y + a.height
  );
}

describe("authoredLayout", () => {
  test("keeps what is far enough apart as it is", () => {
    const layout = authoredLayout([
      card("A", 0),
      card("B", 400),
      card("C", 0, 200),
    ]);
    expect([...(layout ?? [])]).toEqual([
      ["A", { x: 0, y: 0 }],
      ["B", { x: 400, y: 0 }],
      ["C", { x: 0, y: 200 }],
    ]);
  });

  test("spreads cards until none covers another", () => {
    const cards = [
      card("A", 100, 300),
      card("B", 300, 300, { inputs: ["a", "b", "c"] }),
      card("C", 500, 250, { foot: "codegen/x" }),
      card("D", 500, 300),
      card("E", 900, 300),
    ];
    const boxes = boxesOf(cards);
    boxes.forEach((a, index) => {
      for (const b of boxes.slice(index + 1)) expect(meet(a, b)).toBe(false);
    });
  });

  test("gives up where cards lie on each other or have no place", () => {
    expect(authoredLayout([card("A", 0), card("B", 0)])).toBeNull();
    expect(authoredLayout([card("A", 0), card("B", null)])).toBeNull();
  });
});

test("ports by name take room, the usual ones do not", () => {
  const plain = card("A", 0);
  const named = card("B", 0, 0, { inputs: ["spec_data", "template"] });
  expect(sizeOf(named).height).toBe(sizeOf(plain).height + 48);
  expect(portPoint(plain, { x: 0, y: 0 }, "source", "out")).toEqual({
    x: 212,
    y: 29,
  });
  expect(portPoint(named, { x: 10, y: 10 }, "target", "template")).toEqual({
    x: 10,
    y: 102,
  });
});

test("arrow keys go to the card that lies there", () => {
  const box = (x: number, y: number): Box => ({ x, y, width: 100, height: 50 });
  const boxes = new Map([
    ["A", box(0, 0)],
    ["B", box(200, 10)],
    ["C", box(200, 200)],
    ["D", box(400, 0)],
  ]);
  expect(nextCard(boxes, "A", "right")).toBe("B");
  expect(nextCard(boxes, "B", "down")).toBe("C");
  expect(nextCard(boxes, "D", "left")).toBe("B");
  expect(nextCard(boxes, "A", "left")).toBeNull();
  expect(nextCard(boxes, "unknown", "left")).toBeNull();
});

test("bounds and curves", () => {
  expect(boundsOf([])).toEqual({ x: 0, y: 0, width: 0, height: 0 });
  expect(
    boundsOf([
      { x: -5, y: 2, width: 10, height: 10 },
      { x: 20, y: 0, width: 5, height: 5 },
    ]),
  ).toEqual({ x: -5, y: 0, width: 30, height: 12 });
  expect(curve({ x: 0, y: 0 }, { x: 100, y: 20 })).toEqual({
    path: "M0 0C50 0 50 20 100 20",
    middle: { x: 50, y: 10 },
  });
});
