/** What a run made of the nodes of a diagram, for their cards. */

import type { GraphFragment, NodeStateFragment } from "../../api/generated.js";
import { formatSeconds, formatSize } from "../../format/format.js";
import { NODE_LOOKS } from "../../ui/states.js";
import type { CardStatus } from "../canvas/card.js";

type Edge = GraphFragment["edges"][number];

/** How a node fares. `now` is in seconds since the epoch, for what is running. */
export function statusOf(
  node: NodeStateFragment | undefined,
  now: number,
): CardStatus | null {
  if (!node) return null;
  const { word, tone } = NODE_LOOKS[node.state];
  const { state, items, inside, itemsInside } = node;
  const counts = items ?? itemsInside ?? inside;
  const noun = counts === inside ? "nodes" : "items";
  return {
    state,
    word,
    tone,
    time: timeOf(node, now),
    counts,
    noun,
  };
}

function timeOf(node: NodeStateFragment, now: number): string {
  if (node.state === "RUNNING" && node.started !== null) {
    return formatSeconds(
      Math.max(0, Math.floor((now - node.started) * 10) / 10),
    );
  }
  const isOver = node.state === "DONE" || node.state === "FAILED";
  return isOver && node.seconds !== null ? formatSeconds(node.seconds) : "";
}

export interface Carried {
  readonly digest: string;
  readonly size: number | null;
}

/** What a connection carried: what arrived at its target's port, where its source gave something. */
export function carriedBy(
  edge: Edge,
  edges: readonly Edge[],
  nodes: ReadonlyMap<string, NodeStateFragment>,
): Carried | null {
  const source = nodes.get(edge.source.node);
  const isGiven = source?.state === "DONE" || source?.state === "CACHED";
  if (!isGiven) return null;
  const arriving = edges.filter(
    (other) =>
      other.target.node === edge.target.node &&
      other.target.port === edge.target.port,
  );
  const isAlone = arriving.length === 1;
  const port = nodes
    .get(edge.target.node)
    ?.inputs.find((one) => one.port === edge.target.port);
  if (isAlone && port) return { digest: port.digest, size: port.size };
  const isWhole = edge.source.port === "out";
  return isWhole && source.output ? source.output : null;
}

/** The size of what a connection carried, in words. */
export function carriedText(carried: Carried | null): string {
  return carried?.size == null ? "" : formatSize(carried.size);
}
