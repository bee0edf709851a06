/** Laying a picture out from left to right, in a worker. */

import type { ElkNode } from "elkjs/lib/elk-api.js";
import ELK from "elkjs/lib/elk-api.js";
import workerUrl from "elkjs/lib/elk-worker.min.js?url";

import type { Picture } from "./card.js";
import { type Point, portY, sizeOf } from "./geometry.js";

const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.spacing.nodeNode": "28",
  "elk.layered.spacing.nodeNodeBetweenLayers": "88",
  "elk.spacing.componentComponent": "56",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
};

/** What the layout is made from: cards with their ports, and links between those. */
export function elkGraph(picture: Picture): ElkNode {
  const ids = new Map(
    picture.cards.map((card, index) => [card.id, `n${index}`]),
  );
  const port = (card: string, side: string, name: string) =>
    `${ids.get(card) ?? ""} ${side} ${name}`;
  return {
    id: "root",
    layoutOptions: OPTIONS,
    children: picture.cards.map((card) => {
      const size = sizeOf(card);
      const ports = (names: readonly string[], side: "in" | "out") =>
        names.map((name, index) => ({
          id: port(card.id, side, name),
          x: side === "in" ? 0 : size.width,
          y: portY(card, index),
          width: 0,
          height: 0,
        }));
      return {
        id: ids.get(card.id) ?? "",
        ...size,
        ports: [...ports(card.inputs, "in"), ...ports(card.outputs, "out")],
        layoutOptions: { "elk.portConstraints": "FIXED_POS" },
      };
    }),
    edges: picture.links.map((link, index) => ({
      id: `e${index}`,
      sources: [port(link.source, "out", link.sourcePort)],
      targets: [port(link.target, "in", link.targetPort)],
    })),
  };
}

let elk: InstanceType<typeof ELK> | undefined;
let script: Promise<string> | null = Promise.resolve(workerUrl);

/** Where the worker's script is, when it is not the page's own; null where there is none. */
export function layOutBy(url: Promise<string> | null): void {
  script = url;
}

/** Whether a picture can be tidied here. */
export function canTidy(): boolean {
  return script !== null;
}

/** Where the cards of a picture are once it is tidied. */
export async function tidy(
  picture: Picture,
): Promise<ReadonlyMap<string, Point>> {
  const url = await (script ?? workerUrl);
  elk ??= new ELK({ workerFactory: () => new Worker(url) });
  const done = await elk.layout(elkGraph(picture));
  const places = new Map<string, Point>();
  picture.cards.forEach((card, index) => {
    const child = done.children?.[index];
    places.set(card.id, { x: child?.x ?? 0, y: child?.y ?? 0 });
  });
  return places;
}
