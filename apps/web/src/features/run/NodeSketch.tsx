import { ExternalLink } from "lucide-react";

import { Button } from "../../ui/Button.js";
import { CopyButton } from "../../ui/CopyButton.js";
import { placeText, Problems } from "../../ui/Problems.js";
import { typeLook } from "../canvas/typeLook.js";
import { Props } from "../inspect/Props.js";
import type { FullDiagram } from "./useDiagramAt.js";

interface NodeSketchProps {
  readonly node: FullDiagram["nodes"][number];
  readonly onOpen: () => void;
}

/** A node as its author wrote it. */
export function NodeSketch({ node, onOpen }: NodeSketchProps) {
  const look = typeLook(node.type);
  const place = placeText(node.place);
  return (
    <div className="inspector">
      <header className="inspector-head">
        <div className="inspector-title">
          <span aria-hidden>{look.icon}</span>
          <h2>{node.label}</h2>
          {node.diagram ? (
            <Button icon={<ExternalLink size={13} />} onClick={onOpen}>
              Open
            </Button>
          ) : null}
        </div>
        <p className="inspector-facts">
          <span>{look.label}</span>
          {node.batch ? (
            <span>
              once for each item at <code>{node.batch.key}</code>
            </span>
          ) : null}
        </p>
      </header>
      <div className="tabs-panel sketch">
        {node.problems.length > 0 ? (
          <div className="side-part">
            <Problems problems={node.problems} />
          </div>
        ) : null}
        {look.description ? (
          <p className="side-part side-text">{look.description}</p>
        ) : null}
        <Props type={node.type} props={node.props} />
        <p className="side-part problem-place dim">
          <code>{place}</code>
          <CopyButton text={place} label="Copy the place" />
        </p>
      </div>
    </div>
  );
}
