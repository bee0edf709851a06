import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";

import {
  type GraphFragment,
  type NodeStateFragment,
  RunDocument,
  RunGraphDocument,
  RunNodesDocument,
  type RunQuery,
} from "../../api/generated.js";
import { useApi } from "../../api/useApi.js";
import { useFeed } from "./useFeed.js";

export type FullRun = NonNullable<RunQuery["run"]>;

export interface Watched {
  readonly run: FullRun | undefined;
  readonly graph: GraphFragment | undefined;
  /** The nodes of the diagram that is shown, by label. */
  readonly nodes: ReadonlyMap<string, NodeStateFragment>;
  readonly isRunning: boolean;
  /** Whether the diagram or its nodes are on their way. */
  readonly isLoading: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** What depends on how a run goes on. */
const OF_RUN = [
  "Run",
  "RunNodes",
  "RunGraph",
  "RunTimeline",
  "RunFailures",
  "RunFiles",
  "Execution",
  "Items",
  "all of",
  "NodeComparison",
] as const;

/** A run, and the nodes of the diagram at `at`: what was, and what happens now. */
export function useRun(id: number, at: string): Watched {
  const queries = useQueryClient();
  const run = useApi(RunDocument, { id });
  const graph = useApi(RunGraphDocument, { id, within: at });
  const asked = useApi(RunNodesDocument, { id, within: at });
  const wasRunning = run.data?.run?.state === "RUNNING";
  const feed = useFeed(id, at === "" ? "" : `\n${at}`, wasRunning);
  const isRunning = wasRunning && !feed.isFinished;

  // Whichever tells first that the run is over: then all is asked for once more.
  const wasSeenRunning = useRef(false);
  useEffect(() => {
    if (isRunning) wasSeenRunning.current = true;
    if (isRunning || !wasSeenRunning.current) return;
    wasSeenRunning.current = false;
    for (const name of OF_RUN) {
      void queries.invalidateQueries({ queryKey: [name] });
    }
  }, [isRunning, queries]);

  const known = asked.data?.run?.nodes;
  const nodes = useMemo(() => {
    const told = wasRunning ? [...feed.nodes.values()] : [];
    const here = told.filter((node) => isIn(node.address, at));
    return new Map(
      [...(known ?? []), ...here].map((node) => [node.label, node]),
    );
  }, [known, feed.nodes, wasRunning, at]);

  const row = run.data?.run;
  const told = useMemo(() => {
    if (!row || !wasRunning || feed.state === null) return row ?? undefined;
    return {
      ...row,
      state: feed.state,
      seconds: feed.seconds,
      problems: feed.problems,
      fileCounts: feed.fileCounts ?? row.fileCounts,
    };
  }, [row, wasRunning, feed]);

  return {
    run: told,
    graph: graph.data?.run?.graph ?? undefined,
    nodes,
    isRunning,
    isLoading: graph.isPending || asked.isPending,
    error: run.error ?? graph.error ?? asked.error,
    retry: () => {
      void run.refetch();
      void graph.refetch();
      void asked.refetch();
    },
  };
}

/** Whether an address is that of a node right in the diagram at `at`. */
function isIn(address: string, at: string): boolean {
  const prefix = at === "" ? "" : `${at} / `;
  return (
    address.startsWith(prefix) && !address.slice(prefix.length).includes(" / ")
  );
}
