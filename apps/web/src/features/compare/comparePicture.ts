/** Two runs as one picture. */

import type { CompareRunsQuery } from "../../api/generated.js";
import { formatSeconds } from "../../format/format.js";
import type { Card, Picture } from "../canvas/card.js";
import { CHANGE_LOOKS } from "./changes.js";

export type Comparison = NonNullable<CompareRunsQuery["compareRuns"]>;
type Compared = Comparison["nodes"][number];

/** The merged graph: a card for each node of either run. */
export function comparePicture(comparison: Comparison): Picture {
  const { nodes, edges } = comparison;
  const cards = nodes.map((node): Card => {
    const into = edges.filter(({ target }) => target.node === node.label);
    const from = edges.filter(({ source }) => source.node === node.label);
    return {
      id: node.label,
      type: node.type,
      position: node.position,
      inputs: portsOf(
        into.map(({ target }) => target.port),
        "in",
      ),
      outputs: portsOf(
        from.map(({ source }) => source.port),
        "out",
      ),
      isBatch: isBatch(node),
      foot: footOf(node),
      opens: hasInside(node) && !isBatch(node),
      problems: 0,
      status: {
        state: null,
        ...CHANGE_LOOKS[node.change],
        time: timeOf(node),
        counts: null,
        noun: "",
      },
    };
  });
  return {
    digest: JSON.stringify([
      nodes.map(({ label, position }) => [label, position]),
      edges.map(({ source, target }) => [source, target]),
    ]),
    cards,
    links: edges.map(({ source, target, change }) => ({
      id: `${source.node}.${source.port} ${target.node}.${target.port}`,
      source: source.node,
      sourcePort: source.port,
      target: target.node,
      targetPort: target.port,
      label: change === "SAME" ? "" : CHANGE_LOOKS[change].word.toLowerCase(),
      tone: change === "SAME" ? "" : CHANGE_LOOKS[change].tone,
    })),
  };
}

/** `Changed: data/ada.json changed`; what is the same says so. */
function footOf({ change, reasons }: Compared): string {
  if (change === "SAME") return "nothing is different";
  return [CHANGE_LOOKS[change].word, reasons[0]].filter(Boolean).join(": ");
}

function portsOf(ports: readonly string[], usual: string): string[] {
  const names = [...new Set(ports)].sort();
  return names.length > 0 ? names : [usual];
}

function isBatch({ before, after }: Compared): boolean {
  return (after?.items ?? before?.items ?? null) !== null;
}

function hasInside({ before, after }: Compared): boolean {
  return (after?.inside ?? before?.inside ?? null) !== null;
}

/** `1.20 s → 2.40 s` where it took longer or less, else how long it took. */
function timeOf({ change, before, after }: Compared): string {
  const [first, second] = [before?.seconds ?? null, after?.seconds ?? null];
  if (first === null || second === null) {
    const known = second ?? first;
    return known === null ? "" : formatSeconds(known);
  }
  const isTold = change === "SLOWER" || change === "FASTER";
  return isTold
    ? `${formatSeconds(first)} → ${formatSeconds(second)}`
    : formatSeconds(second);
}
