import { ChevronLeft, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

import type { NodeState } from "../../api/generated.js";
import { formatCount, formatSeconds } from "../../format/format.js";
import { labelOf } from "../../route/address.js";
import { IconButton } from "../../ui/IconButton.js";
import { NodeBadge } from "../../ui/NodeBadge.js";
import { typeLook } from "../canvas/typeLook.js";
import type { Execution } from "./NodeInspector.js";

interface InspectorHeadProps {
  readonly node: Execution;
  readonly state: NodeState;
  readonly item: { readonly batch: string; readonly index: number } | null;
  readonly onNode: (address: string) => void;
  readonly actions: ReactNode;
  /** Whether what went wrong is told elsewhere already. */
  readonly isErrorShown: boolean;
}

/** What is inspected: its name, type, state and time. */
export function InspectorHead({
  node,
  state,
  item,
  onNode,
  actions,
  isErrorShown,
}: InspectorHeadProps) {
  const look = typeLook(node.type);
  return (
    <header className="inspector-head">
      {item ? (
        <nav className="inspector-item" aria-label="Items">
          <button type="button" onClick={() => onNode(item.batch)}>
            {labelOf(item.batch)}
          </button>
          <IconButton
            label="The item before"
            disabled={item.index === 0}
            onClick={() => onNode(`${item.batch}[${item.index - 1}]`)}
          >
            <ChevronLeft size={14} />
          </IconButton>
          <span className="numbers">Item {formatCount(item.index)}</span>
          <IconButton
            label="The next item"
            onClick={() => onNode(`${item.batch}[${item.index + 1}]`)}
          >
            <ChevronRight size={14} />
          </IconButton>
        </nav>
      ) : null}
      <div className="inspector-title">
        <span aria-hidden>{look.icon}</span>
        <h2>{item ? `${labelOf(node.address)}` : node.label}</h2>
        {actions}
      </div>
      <p className="inspector-facts">
        <NodeBadge state={state} />
        <span>{look.label}</span>
        {node.seconds === null || state === "RUNNING" ? null : (
          <span className="numbers">{formatSeconds(node.seconds)}</span>
        )}
        {node.ranIn === null || node.ranIn === node.run ? null : (
          <span>as it ran in run {node.ranIn}</span>
        )}
      </p>
      {node.problems.length > 0 && !isErrorShown ? (
        <p className="inspector-error">{node.problems[0]?.message}</p>
      ) : null}
    </header>
  );
}
