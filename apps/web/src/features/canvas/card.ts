/** What a canvas draws: cards and links, whatever they show. */

import type {
  CountPartsFragment,
  GraphFragment,
  NodeState,
} from "../../api/generated.js";
import type { Look } from "../../ui/states.js";

export interface CardStatus {
  readonly state: NodeState | null;
  readonly word: string;
  readonly tone: Look["tone"];
  /** How long it took, in words. */
  readonly time: string;
  readonly counts: CountPartsFragment | null;
  /** What is counted: items or nodes. */
  readonly noun: string;
}

export interface Card {
  /** The node's label, unique in its diagram. */
  readonly id: string;
  readonly type: string;
  readonly position: { readonly x: number; readonly y: number } | null;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly isBatch: boolean;
  /** What its diagram or batch is, in words; "" where it has none. */
  readonly foot: string;
  /** Whether a diagram is inside. */
  readonly opens: boolean;
  readonly problems: number;
  readonly status: CardStatus | null;
}

export interface Link {
  readonly id: string;
  readonly source: string;
  readonly sourcePort: string;
  readonly target: string;
  readonly targetPort: string;
  /** What travelled, in words. */
  readonly label: string;
  readonly tone: Look["tone"] | "";
}

export interface Picture {
  /** The same as long as cards and links are the same, whatever their states. */
  readonly digest: string;
  readonly cards: readonly Card[];
  readonly links: readonly Link[];
}

type DiagramNode = GraphFragment["nodes"][number] & {
  /** Of a diagram as it is now; one that has run had none. */
  readonly problems?: readonly unknown[];
};

/** The picture of a diagram: `statusOf` and `labelOf` say what a run made of it. */
export function pictureOf(
  diagram: GraphFragment & { readonly nodes: readonly DiagramNode[] },
  statusOf: (label: string) => CardStatus | null,
  labelOf: (edge: GraphFragment["edges"][number]) => string,
): Picture {
  return {
    digest: diagram.digest,
    cards: diagram.nodes.map((node) => cardOf(node, statusOf(node.label))),
    links: diagram.edges.map((edge) => ({
      id: edge.id,
      source: edge.source.node,
      sourcePort: edge.source.port,
      target: edge.target.node,
      targetPort: edge.target.port,
      label: labelOf(edge),
      tone: statusOf(edge.source.node)?.tone ?? "",
    })),
  };
}

function cardOf(node: DiagramNode, status: CardStatus | null): Card {
  return {
    id: node.label,
    type: node.type,
    position: node.position,
    inputs: node.inputs.map((port) => port.name),
    outputs: node.outputs.map((port) => port.name),
    isBatch: node.batch !== null,
    foot: footOf(node),
    opens: node.diagram !== null,
    problems: node.problems?.length ?? 0,
    status,
  };
}

function footOf(node: DiagramNode): string {
  const inner = node.diagram ?? "";
  if (!node.batch) return inner;
  return inner ? `each item: ${inner}` : "once for each item";
}
