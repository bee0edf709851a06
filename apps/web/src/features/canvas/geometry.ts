/** How big cards are, where their ports are, and which card is next to which. */

import type { Card } from "./card.js";

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Box extends Point, Size {}

export const CARD_WIDTH = 212;
const HEAD = 58;
const PORT = 20;
const FOOT = 34;
const GAP_X = 68;
const GAP_Y = 28;
const MOST_STRETCH = 6;

/** Whether the ports of a side are drawn by name: those other than its usual one are. */
export function namedPorts(card: Card): boolean {
  return isNamed(card.inputs, "in") || isNamed(card.outputs, "out");
}

function isNamed(ports: readonly string[], usual: string): boolean {
  return ports.length > 1 || (ports[0] ?? usual) !== usual;
}

/** A card's size; it depends on no state, so that nothing jumps while a run goes on. */
export function sizeOf(card: Card): Size {
  const ports = Math.max(card.inputs.length, card.outputs.length);
  const named = namedPorts(card) ? ports * PORT + 8 : 0;
  const foot = card.foot === "" ? 0 : FOOT;
  return { width: CARD_WIDTH, height: HEAD + named + foot };
}

/** How far down a card a port is. */
export function portY(card: Card, index: number): number {
  return namedPorts(card) ? HEAD + 4 + index * PORT + PORT / 2 : HEAD / 2;
}

/** Where a port is on the canvas. */
export function portPoint(
  card: Card,
  at: Point,
  side: "source" | "target",
  port: string,
): Point {
  const ports = side === "source" ? card.outputs : card.inputs;
  const index = Math.max(0, ports.indexOf(port));
  const x = side === "source" ? at.x + CARD_WIDTH : at.x;
  return { x, y: at.y + portY(card, index) };
}

/**
 * Cards as their author placed them, spread so that none covers another.
 * null where the author placed them on top of each other, or not at all.
 */
export function authoredLayout(
  cards: readonly Card[],
): ReadonlyMap<string, Point> | null {
  const placed = cards.flatMap((card) =>
    card.position ? [{ card, ...card.position, ...sizeOf(card) }] : [],
  );
  if (placed.length < cards.length || placed.length > 1500) return null;
  const across = stretch(placed, "x", "y", 1);
  const down = stretch(placed, "y", "x", across);
  if (across > MOST_STRETCH || down > MOST_STRETCH) return null;
  return new Map(
    placed.map(({ card, x, y }) => [card.id, { x: x * across, y: y * down }]),
  );
}

/** By how much `along` must grow so that no two boxes meet; `other` has grown by `grown` already. */
function stretch(
  boxes: readonly Box[],
  along: "x" | "y",
  other: "x" | "y",
  grown: number,
): number {
  const [length, gap] =
    along === "x" ? (["width", GAP_X] as const) : (["height", GAP_Y] as const);
  const [across, apart] =
    along === "x"
      ? (["height", GAP_Y] as const)
      : (["width", GAP_X / 2] as const);
  let factor = 1;
  boxes.forEach((a, index) => {
    for (const b of boxes.slice(index + 1)) {
      const [first, second] = a[along] <= b[along] ? [a, b] : [b, a];
      const distance = second[along] - first[along];
      const beside = Math.abs(a[other] - b[other]) * grown;
      const clear = (a[other] < b[other] ? a[across] : b[across]) + apart;
      const isStacked = along === "x" && distance < beside && distance < 40;
      if (beside >= clear || isStacked) continue;
      factor = Math.max(
        factor,
        (first[length] + gap) / Math.max(distance, 0.1),
      );
    }
  });
  return factor;
}

export type Direction = "left" | "right" | "up" | "down";

/** The card that is next in a direction; null where there is none. */
export function nextCard(
  boxes: ReadonlyMap<string, Box>,
  from: string,
  direction: Direction,
): string | null {
  const start = boxes.get(from);
  if (!start) return null;
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [id, box] of boxes) {
    if (id === from) continue;
    const dx = box.x + box.width / 2 - start.x - start.width / 2;
    const dy = box.y + box.height / 2 - start.y - start.height / 2;
    const ahead = { left: -dx, right: dx, up: -dy, down: dy }[direction];
    const aside = Math.abs(
      direction === "left" || direction === "right" ? dy : dx,
    );
    if (ahead <= 1 || aside > ahead * 3) continue;
    const distance = ahead + aside * 2;
    if (distance < least) {
      least = distance;
      best = id;
    }
  }
  return best;
}

/** The card in the upper left. */
export function firstCard(boxes: ReadonlyMap<string, Box>): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [id, box] of boxes) {
    if (box.x + box.y / 1000 < least) {
      least = box.x + box.y / 1000;
      best = id;
    }
  }
  return best;
}

/** The smallest box around all. */
export function boundsOf(boxes: Iterable<Box>): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, width, height } of boxes) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  if (left > right) return { x: 0, y: 0, width: 0, height: 0 };
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A connection's curve from port to port, as an SVG path, and its middle. */
export function curve(
  from: Point,
  to: Point,
): { readonly path: string; readonly middle: Point } {
  const reach = Math.max(40, Math.abs(to.x - from.x) / 2);
  return {
    path: `M${from.x} ${from.y}C${from.x + reach} ${from.y} ${to.x - reach} ${to.y} ${to.x} ${to.y}`,
    middle: { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 },
  };
}
