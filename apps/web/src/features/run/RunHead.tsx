import { GitCompare, RotateCcw, Share, Square } from "lucide-react";
import { useMutation } from "@tanstack/react-query";

import { useTransport } from "../../api/context.js";
import { CancelRunDocument } from "../../api/generated.js";
import { formatCount, formatSeconds } from "../../format/format.js";
import type { Place, RunView } from "../../route/place.js";
import { go } from "../../route/usePlace.js";
import { Button } from "../../ui/Button.js";
import { IconButton } from "../../ui/IconButton.js";
import { RunBadge } from "../../ui/RunBadge.js";
import { Segmented } from "../../ui/Segmented.js";
import { useExport } from "../export/useExport.js";
import { Trail } from "./Trail.js";
import type { FullRun } from "./useRun.js";
import { useStartRun } from "./useStartRun.js";

interface RunHeadProps {
  readonly place: Extract<Place, { page: "run" }>;
  readonly run: FullRun;
  readonly isRunning: boolean;
  readonly now: number;
  readonly hrefAt: (at: string) => string;
}

/** What run this is, how it fares, and what can be done with it. */
export function RunHead({ place, run, isRunning, now, hrefAt }: RunHeadProps) {
  const transport = useTransport();
  const cancel = useMutation({
    mutationFn: () => transport.query(CancelRunDocument, { run: run.id }),
  });
  const again = useStartRun();
  const exporting = useExport(run.id, run.diagram);
  const seconds = isRunning ? Math.max(0, now - run.started) : run.seconds;
  const files = run.fileCounts.written + run.fileCounts.removed;
  const { previous } = run;
  const views: { value: RunView; label: string }[] = [
    { value: "graph", label: "Graph" },
    { value: "timeline", label: "Timeline" },
    {
      value: "files",
      label: files > 0 ? `Files ${formatCount(files)}` : "Files",
    },
  ];
  return (
    <div className="workbench-head">
      <div className="run-name">
        <RunBadge state={run.state} />
        <span className="run-number numbers">Run {run.id}</span>
        <span className="dim numbers run-time">{formatSeconds(seconds)}</span>
      </div>
      <Trail name={run.diagram} at={place.at} hrefAt={hrefAt} />
      <div className="workbench-actions">
        <Segmented
          label="What is shown of the run"
          value={place.view}
          options={views}
          onChange={(view) => go({ ...place, view })}
        />
        {transport.isLive ? (
          <>
            {previous ? (
              <IconButton
                label={`Compare with run ${previous.id}`}
                onClick={() =>
                  go({
                    page: "compare",
                    before: previous.id,
                    after: run.id,
                    at: "",
                    node: "",
                  })
                }
              >
                <GitCompare size={15} />
              </IconButton>
            ) : null}
            <IconButton
              label={
                exporting.isPending ? "Exporting…" : "Export as one HTML file"
              }
              disabled={exporting.isPending || isRunning}
              onClick={() => exporting.mutate()}
            >
              <Share size={15} />
            </IconButton>
            {isRunning ? (
              <Button
                kind="danger"
                icon={<Square size={12} />}
                disabled={
                  !run.isCancellable || cancel.isPending || cancel.isSuccess
                }
                title={
                  run.isCancellable
                    ? "Interrupt it: nothing is written"
                    : "It cannot be stopped from here: press Ctrl-C where it was started"
                }
                onClick={() => cancel.mutate()}
              >
                {cancel.isSuccess ? "Cancelling…" : "Cancel"}
              </Button>
            ) : (
              <Button
                icon={<RotateCcw size={13} />}
                disabled={again.isPending}
                onClick={() =>
                  again.start({
                    diagram: run.diagram,
                    inputs: run.inputs,
                    options: {},
                  })
                }
              >
                Run again
              </Button>
            )}
          </>
        ) : null}
      </div>
      {again.problems.length > 0 ? (
        <p className="head-problem" role="alert">
          {again.problems[0]?.message}
        </p>
      ) : null}
      {exporting.error ? (
        <p className="head-problem" role="alert">
          {exporting.error.message}
        </p>
      ) : null}
    </div>
  );
}
