import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { Layers, TriangleAlert } from "lucide-react";
import { memo } from "react";

import { StateBar } from "../../ui/StateBar.js";
import { StateIcon } from "../../ui/StateIcon.js";
import type { Card } from "./card.js";
import { namedPorts, portY } from "./geometry.js";
import { typeLook } from "./typeLook.js";

export type CardNode = Node<{ readonly card: Card }, "card">;

/** A node of a diagram: what it is, its ports by name, and how it fares. */
export const NodeCard = memo(function NodeCard({
  data: { card },
  selected,
}: NodeProps<CardNode>) {
  const look = typeLook(card.type);
  const { status } = card;
  const named = namedPorts(card);
  return (
    <div
      className={`card ${card.isBatch ? "card-batch" : ""} ${selected ? "card-selected" : ""} ${toneOf(card)}`}
      title={card.id}
    >
      <div className="card-head">
        <span
          className="card-icon"
          style={{
            background: `color-mix(in oklab, ${look.color} 18%, transparent)`,
          }}
          aria-hidden
        >
          {look.icon}
        </span>
        <span className="card-names">
          <span className="card-label">{card.id}</span>
          <span className="card-type">
            {card.isBatch ? <Layers size={10} aria-hidden /> : null}
            <span className="truncate">{look.label}</span>
            <span className="card-time numbers">{status?.time}</span>
          </span>
        </span>
        <span className="card-status">
          {card.problems > 0 ? (
            <TriangleAlert
              size={14}
              className="ink-failed"
              aria-label="has problems"
            />
          ) : null}
          {status ? (
            <span className={`card-state ink-${status.tone}`}>
              {status.state ? <StateIcon state={status.state} /> : null}
              <span className="visually-hidden">{status.word}</span>
            </span>
          ) : null}
        </span>
      </div>
      {named ? <Ports card={card} /> : null}
      {card.foot === "" ? null : (
        <div className="card-foot">
          {status?.counts ? (
            <StateBar counts={status.counts} noun={status.noun} />
          ) : (
            <span className="truncate card-inner">{card.foot}</span>
          )}
        </div>
      )}
      {card.inputs.map((port, index) => (
        <Handle
          key={port}
          id={port}
          type="target"
          position={Position.Left}
          isConnectable={false}
          style={{ top: portY(card, index) }}
        />
      ))}
      {card.outputs.map((port, index) => (
        <Handle
          key={port}
          id={port}
          type="source"
          position={Position.Right}
          isConnectable={false}
          style={{ top: portY(card, index) }}
        />
      ))}
    </div>
  );
});

/** A state of a run, or, where there is none, a change between two. */
function toneOf({ status }: Card): string {
  if (!status) return "";
  return status.state ? `card-${status.tone}` : `card-change-${status.tone}`;
}

function Ports({ card }: { readonly card: Card }) {
  return (
    <div className="card-ports">
      <ul>
        {card.inputs.map((port) => (
          <li key={port} className="truncate">
            {port}
          </li>
        ))}
      </ul>
      <ul className="card-outputs">
        {card.outputs.map((port) => (
          <li key={port} className="truncate">
            {port}
          </li>
        ))}
      </ul>
    </div>
  );
}
