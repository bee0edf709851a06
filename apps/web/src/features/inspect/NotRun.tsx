import type { NodeStateFragment } from "../../api/generated.js";
import { labelOf } from "../../route/address.js";
import { Empty } from "../../ui/Empty.js";
import { NodeBadge } from "../../ui/NodeBadge.js";
import { typeLook } from "../canvas/typeLook.js";
import { stateSentence } from "./sentences.js";

interface NotRunProps {
  readonly address: string;
  /** undefined where the run has no such node. */
  readonly live: NodeStateFragment | undefined;
}

/** A node of which the run has nothing to show. */
export function NotRun({ address, live }: NotRunProps) {
  if (!live) {
    return (
      <Empty title="This run has no such node">
        <code>{address}</code>
      </Empty>
    );
  }
  const look = typeLook(live.type);
  return (
    <div className="inspector">
      <header className="inspector-head">
        <div className="inspector-title">
          <span aria-hidden>{look.icon}</span>
          <h2>{labelOf(address)}</h2>
        </div>
        <p className="inspector-facts">
          <NodeBadge state={live.state} />
          <span>{look.label}</span>
        </p>
      </header>
      <Empty title={live.reason || stateSentence(live.state)} />
    </div>
  );
}
