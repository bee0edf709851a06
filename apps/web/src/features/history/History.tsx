import { useInfiniteQuery } from "@tanstack/react-query";
import { GitCompare, X } from "lucide-react";
import { useCallback, useMemo, useState } from "react";

import { useTransport } from "../../api/context.js";
import { RunsDocument, type RunState } from "../../api/generated.js";
import { keyOf } from "../../api/useApi.js";
import { hrefOf } from "../../route/place.js";
import { go } from "../../route/usePlace.js";
import { Button } from "../../ui/Button.js";
import { Empty } from "../../ui/Empty.js";
import { Failure } from "../../ui/Failure.js";
import { Loading } from "../../ui/Loading.js";
import { Segmented } from "../../ui/Segmented.js";
import { VirtualRows } from "../../ui/VirtualRows.js";
import { HistoryRow } from "./HistoryRow.js";

const PAGE = 50;
type Filter = "all" | "failed" | "running" | "ok";
const STATES: Readonly<Record<Filter, readonly RunState[] | null>> = {
  all: null,
  failed: ["FAILED", "DIED", "INTERRUPTED"],
  running: ["RUNNING"],
  ok: ["OK"],
};

/** All runs, the newest first; two of them can be compared. */
export function History({ diagram }: { readonly diagram: string }) {
  const transport = useTransport();
  const [filter, setFilter] = useState<Filter>("all");
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const variables = {
    diagram: diagram || null,
    states: STATES[filter],
    before: null,
    first: PAGE,
  };
  const query = useInfiniteQuery({
    queryKey: [...keyOf(RunsDocument, variables), "all"],
    initialPageParam: null as number | null,
    queryFn: ({ pageParam, signal }) =>
      transport.query(
        RunsDocument,
        { ...variables, before: pageParam },
        signal,
      ),
    getNextPageParam: (last) =>
      last.runs.hasMore ? last.runs.runs.at(-1)?.id : undefined,
  });
  const runs = useMemo(
    () => query.data?.pages.flatMap((page) => page.runs.runs) ?? [],
    [query.data],
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const onRange = useCallback(
    (_: number, last: number) => {
      if (last > runs.length - 15 && hasNextPage && !isFetchingNextPage) {
        void fetchNextPage();
      }
    },
    [runs.length, hasNextPage, isFetchingNextPage, fetchNextPage],
  );
  const choose = (id: number) =>
    setChosen((now) =>
      now.includes(id)
        ? now.filter((one) => one !== id)
        : [...now, id].slice(-2),
    );
  const compare = () => {
    // Where a team shares its history, the numbers alone do not tell which was first.
    const two = runs.filter(({ id }) => chosen.includes(id));
    two.sort((a, b) => a.started - b.started);
    const [before = 0, after = 0] = two.map(({ id }) => id);
    go({ page: "compare", before, after, at: "", node: "" });
  };

  return (
    <div className="page home">
      <div className="page-inner">
        <div className="page-head">
          <h1>Runs</h1>
          {diagram ? (
            <span className="history-of">
              <span className="truncate">{diagram}</span>
              <a
                href={hrefOf({ page: "runs", diagram: "" })}
                aria-label="Runs of all diagrams"
              >
                <X size={13} />
              </a>
            </span>
          ) : null}
          <Segmented
            label="Which runs"
            value={filter}
            onChange={setFilter}
            options={[
              { value: "all", label: "All" },
              { value: "running", label: "Running" },
              { value: "ok", label: "Done" },
              { value: "failed", label: "Failed" },
            ]}
          />
          <span className="history-compare">
            <span className="dim">
              {chosen.length === 0
                ? "Choose two to compare"
                : chosen.length === 1
                  ? "Choose another"
                  : ""}
            </span>
            <Button
              icon={<GitCompare size={14} />}
              disabled={chosen.length < 2}
              onClick={compare}
            >
              Compare
            </Button>
          </span>
        </div>
        <div className="panel home-list">
          <div className="table-head history-columns">
            <span />
            <span>Run</span>
            <span>Diagram</span>
            <span>State</span>
            <span>Duration</span>
            <span>Files</span>
            <span>Began</span>
          </div>
          {query.error ? (
            <Failure error={query.error} retry={query.refetch} />
          ) : !query.data ? (
            <Loading rows={10} />
          ) : runs.length === 0 ? (
            <Empty
              title={
                filter === "all" ? "Nothing has run yet" : "No run is like this"
              }
            >
              {filter === "all" ? (
                <p>
                  Run a diagram here, or with <code>dipeo run</code> in a
                  terminal.
                </p>
              ) : null}
            </Empty>
          ) : (
            <VirtualRows
              count={runs.length}
              rowHeight={44}
              label="Runs"
              onRange={onRange}
            >
              {(index) => {
                const run = runs[index];
                return run ? (
                  <HistoryRow
                    run={run}
                    isChosen={chosen.includes(run.id)}
                    onChoose={choose}
                  />
                ) : null;
              }}
            </VirtualRows>
          )}
        </div>
      </div>
    </div>
  );
}
