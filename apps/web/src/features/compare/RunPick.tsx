import { formatSeconds, formatTime } from "../../format/format.js";
import { hrefOf, runPlace } from "../../route/place.js";
import { RunBadge } from "../../ui/RunBadge.js";
import type { Comparison } from "./comparePicture.js";

/** One of the two runs. */
export function RunPick({ run }: { readonly run: Comparison["before"] }) {
  return (
    <a
      className="button run-pick"
      href={hrefOf(runPlace(run.id))}
      title={`${run.diagram}, ${formatTime(run.started)}`}
    >
      <RunBadge state={run.state} />
      Run {run.id}
      <span className="dim numbers">{formatSeconds(run.seconds)}</span>
    </a>
  );
}
