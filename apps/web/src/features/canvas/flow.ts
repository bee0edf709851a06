/** A picture with its layout, as React Flow takes it. What has not changed stays the same object. */

import type { Card, Link, Picture } from "./card.js";
import { type Box, sizeOf } from "./geometry.js";
import type { LinkEdge } from "./LinkLine.js";
import type { CardNode } from "./NodeCard.js";
import type { Layout } from "./useLayout.js";

export function flowNodes(
  picture: Picture,
  layout: Layout,
  selected: string,
  before: ReadonlyMap<string, CardNode>,
): CardNode[] {
  return picture.cards.map((card) => {
    const position = layout.get(card.id) ?? { x: 0, y: 0 };
    const old = before.get(card.id);
    const isSelected = card.id === selected;
    const isSame =
      old !== undefined &&
      old.selected === isSelected &&
      old.position.x === position.x &&
      old.position.y === position.y &&
      sameCard(old.data.card, card);
    if (isSame) return old;
    return {
      id: card.id,
      type: "card",
      position,
      data: { card },
      selected: isSelected,
      ariaLabel: ariaLabel(card),
      ...sizeOf(card),
    };
  });
}

export function flowEdges(
  picture: Picture,
  selected: string,
  before: ReadonlyMap<string, LinkEdge>,
): LinkEdge[] {
  return picture.links.map((link) => {
    const old = before.get(link.id);
    const isSelected = link.id === selected;
    if (
      old?.data &&
      old.selected === isSelected &&
      sameLink(old.data.link, link)
    ) {
      return old;
    }
    return {
      id: link.id,
      type: "link",
      source: link.source,
      sourceHandle: link.sourcePort,
      target: link.target,
      targetHandle: link.targetPort,
      data: { link },
      selected: isSelected,
      ariaLabel: `From ${link.source}, ${link.sourcePort}, to ${link.target}, ${link.targetPort}${link.label ? `: ${link.label}` : ""}`,
    };
  });
}

/** The places of cards with their sizes. */
export function boxesOf(
  picture: Picture,
  layout: Layout,
): ReadonlyMap<string, Box> {
  return new Map(
    picture.cards.map((card) => [
      card.id,
      { ...(layout.get(card.id) ?? { x: 0, y: 0 }), ...sizeOf(card) },
    ]),
  );
}

function ariaLabel(card: Card): string {
  const state = card.status ? `, ${card.status.word}` : "";
  return `${card.id}, ${card.type}${state}${card.opens ? ", has a diagram inside" : ""}`;
}

function sameCard(a: Card, b: Card): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function sameLink(a: Link, b: Link): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
