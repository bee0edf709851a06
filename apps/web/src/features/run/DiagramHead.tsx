import { History } from "lucide-react";

import { formatAgo } from "../../format/format.js";
import { hrefOf, runPlace } from "../../route/place.js";
import { RunBadge } from "../../ui/RunBadge.js";
import { Trail } from "./Trail.js";
import type { FullDiagram } from "./useDiagramAt.js";

interface DiagramHeadProps {
  readonly diagram: FullDiagram;
  readonly name: string;
  readonly at: string;
  readonly hrefAt: (at: string) => string;
}

export function DiagramHead({ diagram, name, at, hrefAt }: DiagramHeadProps) {
  const { lastRun } = diagram;
  return (
    <div className="workbench-head">
      <Trail name={name} at={at} hrefAt={hrefAt} />
      <div className="workbench-actions">
        {lastRun ? (
          <a
            className="button"
            href={hrefOf(runPlace(lastRun.id))}
            title={`Run ${lastRun.id}`}
          >
            <RunBadge state={lastRun.state} />
            <span className="dim">
              {formatAgo(lastRun.started, Date.now() / 1000)}
            </span>
          </a>
        ) : null}
        <a
          className="button"
          href={hrefOf({ page: "runs", diagram: diagram.name })}
        >
          <History size={14} aria-hidden />
          Runs
        </a>
      </div>
    </div>
  );
}
