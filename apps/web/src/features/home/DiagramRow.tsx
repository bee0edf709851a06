import { TriangleAlert } from "lucide-react";

import {
  countOf,
  formatAgo,
  formatSeconds,
  formatTime,
} from "../../format/format.js";
import { diagramPlace, hrefOf, runPlace } from "../../route/place.js";
import { Hint } from "../../ui/Hint.js";
import { RunBadge } from "../../ui/RunBadge.js";
import type { Listed } from "./folders.js";

/** A diagram of the list, and how its last run ended. */
export function DiagramRow({ diagram }: { readonly diagram: Listed }) {
  const { lastRun, problems } = diagram;
  return (
    <div className="table-row home-columns">
      <a className="home-diagram" href={hrefOf(diagramPlace(diagram.name))}>
        <span className="truncate home-title">{diagram.title}</span>
        <span className="truncate dim">{diagram.description}</span>
      </a>
      <span className="home-state">
        {problems.length > 0 ? (
          <Hint text={problems[0]?.message ?? ""}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its tooltip is for the keyboard too */}
            <span className="badge tone-failed" tabIndex={0}>
              <TriangleAlert size={12} />
              {countOf(problems.length, "problem")}
            </span>
          </Hint>
        ) : null}
        {lastRun ? (
          <a
            href={hrefOf(runPlace(lastRun.id))}
            aria-label={`Run ${lastRun.id}`}
          >
            <RunBadge state={lastRun.state} />
          </a>
        ) : (
          <span className="dim">{restOf(diagram)}</span>
        )}
      </span>
      <span className="numbers dim">
        {lastRun && lastRun.state !== "RUNNING"
          ? formatSeconds(lastRun.seconds)
          : ""}
      </span>
      <span
        className="dim truncate"
        title={lastRun ? formatTime(lastRun.started) : undefined}
      >
        {lastRun ? formatAgo(lastRun.started, Date.now() / 1000) : ""}
      </span>
    </div>
  );
}

/** What stands where there is no run of the diagram itself. */
function restOf({ problems, usedBy }: Listed): string {
  if (problems.length > 0) return "";
  return usedBy.length > 0
    ? `Used by ${countOf(usedBy.length, "diagram")}`
    : "Never ran";
}
