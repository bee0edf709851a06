/** A picture as an SVG file of its own. */

import { progressOf, remarksOf } from "../../ui/counts.js";
import type { Card, Picture } from "./card.js";
import {
  boundsOf,
  CARD_WIDTH,
  curve,
  namedPorts,
  type Point,
  portPoint,
  portY,
  sizeOf,
} from "./geometry.js";
import { typeLook } from "./typeLook.js";
import type { Layout } from "./useLayout.js";

const MARGIN = 32;
const COLORS = {
  waiting: "#667082",
  running: "#1d63d8",
  done: "#177245",
  cached: "#0b7285",
  failed: "#c92a3a",
  skipped: "#8a6116",
} as const;
const STYLE = [
  "text{font:12px Inter,system-ui,sans-serif;fill:#171a21}",
  ".label{font-weight:600;font-size:13px}",
  ".small{font-size:11px;fill:#667082}",
  ".card{fill:#fff;stroke:#c9ced8}",
  ".link{fill:none;stroke:#9aa3b2;stroke-width:1.5}",
  ".pill{fill:#fff;stroke:#e1e4ea}",
].join("");

/** Written so that any program that knows SVG can show it. */
export function pictureSvg(picture: Picture, layout: Layout): string {
  const cards = new Map(picture.cards.map((card) => [card.id, card]));
  const at = (id: string): Point => layout.get(id) ?? { x: 0, y: 0 };
  const box = boundsOf(
    picture.cards.map((card) => ({ ...at(card.id), ...sizeOf(card) })),
  );
  const [x, y] = [box.x - MARGIN, box.y - MARGIN];
  const [width, height] = [box.width + 2 * MARGIN, box.height + 2 * MARGIN];
  const links = picture.links.flatMap((link) => {
    const [source, target] = [cards.get(link.source), cards.get(link.target)];
    if (!source || !target) return [];
    const from = portPoint(source, at(source.id), "source", link.sourcePort);
    const to = portPoint(target, at(target.id), "target", link.targetPort);
    return linkSvg(from, to, link.label);
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x} ${y} ${width} ${height}" width="${width}" height="${height}">`,
    `<style>${STYLE}</style>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0.5L7.5 4L0 7.5z" fill="#9aa3b2"/></marker></defs>',
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="#f6f7f9"/>`,
    ...links,
    ...picture.cards.map((card) => cardSvg(card, at(card.id))),
    "</svg>",
    "",
  ].join("\n");
}

function linkSvg(from: Point, to: Point, label: string): string[] {
  const { path, middle } = curve(from, to);
  const line = `<path class="link" marker-end="url(#tip)" d="${path}"/>`;
  if (label === "") return [line];
  const width = label.length * 6.4 + 12;
  return [
    line,
    `<rect class="pill" x="${middle.x - width / 2}" y="${middle.y - 9}" width="${width}" height="18" rx="9"/>`,
    `<text class="small" x="${middle.x}" y="${middle.y + 4}" text-anchor="middle">${escapeXml(label)}</text>`,
  ];
}

function cardSvg(card: Card, { x, y }: Point): string {
  const { height } = sizeOf(card);
  const look = typeLook(card.type);
  const text = (dx: number, dy: number, words: string, more = "") =>
    `<text x="${x + dx}" y="${y + dy}"${more}>${escapeXml(words)}</text>`;
  const shape = (dx: number, dy: number) =>
    `<rect class="card" x="${x + dx}" y="${y + dy}" width="${CARD_WIDTH}" height="${height}" rx="10"/>`;
  const lines = [
    `<g><title>${escapeXml(card.id)}</title>`,
    ...(card.isBatch ? [shape(5, 5)] : []),
    shape(0, 0),
    `<rect x="${x + 10}" y="${y + 14}" width="30" height="30" rx="8" fill="${look.color}" fill-opacity="0.18"/>`,
    text(25, 35, look.icon, ' text-anchor="middle"'),
    text(48, 27, cut(card.id, 19), ' class="label"'),
    text(48, 43, look.label, ' class="small"'),
  ];
  const { status } = card;
  if (status) {
    lines.push(
      `<circle cx="${x + CARD_WIDTH - 14}" cy="${y + 18}" r="5" fill="${COLORS[status.tone]}"/>`,
      text(CARD_WIDTH - 9, 43, status.time, ' class="small" text-anchor="end"'),
    );
  }
  if (namedPorts(card)) {
    card.inputs.forEach((port, index) => {
      lines.push(
        text(12, portY(card, index) + 4, cut(port, 17), ' class="small"'),
      );
    });
    card.outputs.forEach((port, index) => {
      const more = ' class="small" text-anchor="end"';
      lines.push(
        text(CARD_WIDTH - 12, portY(card, index) + 4, cut(port, 17), more),
      );
    });
  }
  if (card.foot !== "") {
    lines.push(
      text(12, height - 13, cut(footText(card), 38), ' class="small"'),
    );
  }
  return [...lines, "</g>"].join("");
}

function footText(card: Card): string {
  const { status, foot } = card;
  if (!status?.counts) return foot;
  const remarks = remarksOf(status.counts);
  return `${progressOf(status.counts)} ${status.noun}${remarks && `, ${remarks}`}`;
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

// What XML does not have is replaced, so that the file can be read.
const NOT_XML = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Text for an element or an attribute. */
export function escapeXml(text: string): string {
  return text
    .replace(NOT_XML, "\uFFFD")
    .replace(/[&<>"]/g, (char) => ESCAPES[char] ?? char);
}
