import type { RunsQuery } from "../../api/generated.js";
import { formatAgo, formatSeconds, formatTime } from "../../format/format.js";
import { hrefOf, runPlace } from "../../route/place.js";
import { RunBadge } from "../../ui/RunBadge.js";

interface HistoryRowProps {
  readonly run: RunsQuery["runs"]["runs"][number];
  readonly isChosen: boolean;
  readonly onChoose: (id: number) => void;
}

export function HistoryRow({ run, isChosen, onChoose }: HistoryRowProps) {
  const { written, unchanged, removed } = run.fileCounts;
  const problem = run.problems[0]?.message;
  return (
    <div className="table-row history-columns">
      <input
        type="checkbox"
        checked={isChosen}
        aria-label={`Compare run ${run.id}`}
        onChange={() => onChoose(run.id)}
      />
      <a className="history-number numbers" href={hrefOf(runPlace(run.id))}>
        {run.id}
      </a>
      <a className="history-name" href={hrefOf(runPlace(run.id))} tabIndex={-1}>
        <span className="truncate">
          {run.diagram}
          {run.author === null ? null : (
            <small className="dim"> by {run.author}</small>
          )}
        </span>
        {problem ? (
          <span className="truncate ink-failed" title={problem}>
            {problem}
          </span>
        ) : run.isDry ? (
          <span className="truncate dim">only a look: wrote nothing</span>
        ) : run.sameAs === null ? null : (
          <span className="truncate dim">
            nothing to do, run {run.sameAs} holds
          </span>
        )}
      </a>
      <span>
        <RunBadge state={run.state} />
      </span>
      <span className="numbers dim">
        {run.state === "RUNNING" ? "" : formatSeconds(run.seconds)}
      </span>
      <span className="numbers dim truncate">
        {written + unchanged + removed === 0
          ? ""
          : `${written} written${removed > 0 ? `, ${removed} removed` : ""}`}
      </span>
      <span className="dim truncate" title={formatTime(run.started)}>
        {formatAgo(run.started, Date.now() / 1000)}
      </span>
    </div>
  );
}
