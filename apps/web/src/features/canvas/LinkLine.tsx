import type { Edge, EdgeProps } from "@xyflow/react";
import { memo } from "react";

import type { Link } from "./card.js";
import { curve } from "./geometry.js";

export type LinkEdge = Edge<{ readonly link: Link }, "link">;

/** A connection, with what it carried. */
export const LinkLine = memo(function LinkLine({
  data,
  sourceX,
  sourceY,
  targetX,
  targetY,
  selected,
}: EdgeProps<LinkEdge>) {
  const { path, middle } = curve(
    { x: sourceX, y: sourceY },
    { x: targetX, y: targetY },
  );
  const label = data?.link.label ?? "";
  const width = label.length * 6.1 + 12;
  return (
    <g
      className={`link link-${data?.link.tone ?? ""} ${selected ? "link-selected" : ""}`}
    >
      <path d={path} className="link-hit" />
      <path d={path} className="link-line" markerEnd="url(#link-tip)" />
      {label === "" ? null : (
        <g transform={`translate(${middle.x} ${middle.y})`}>
          <rect
            x={-width / 2}
            y={-9}
            width={width}
            height={18}
            rx={9}
            className="link-pill"
          />
          <text textAnchor="middle" dy="3.6" className="link-label">
            {label}
          </text>
        </g>
      )}
    </g>
  );
});
