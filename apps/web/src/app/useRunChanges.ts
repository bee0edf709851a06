import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { useTransport } from "../api/context.js";
import {
  type RunChangesSubscription,
  RunChangesDocument,
} from "../api/generated.js";

export type RunNews = RunChangesSubscription["runChanges"];

const LISTS = ["Diagrams", "Diagram", "Runs", "Artefacts"] as const;
const LEAST_WAIT = 300;

/**
 * Follows which runs begin and end, wherever they were started, and lets lists be asked for again.
 * Gives the newest run that began while the page was open; null before there is one.
 */
export function useRunChanges(): RunNews | null {
  const transport = useTransport();
  const queries = useQueryClient();
  const [news, setNews] = useState<RunNews | null>(null);

  useEffect(() => {
    if (!transport.isLive) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let newest: number | null = null; // when it began: a team's numbers do not tell
    const opened = Date.now() / 1000;
    const refresh = () => {
      timer = undefined;
      for (const list of LISTS) {
        void queries.invalidateQueries({ queryKey: [list] });
      }
    };
    const stop = transport.subscribe(
      RunChangesDocument,
      {},
      {
        next: ({ runChanges }) => {
          // The first message may tell of a run that was there before.
          const isNews =
            newest === null
              ? runChanges.started > opened
              : runChanges.started >= newest;
          if (isNews) setNews(runChanges);
          newest = Math.max(newest ?? 0, runChanges.started);
          timer ??= setTimeout(refresh, LEAST_WAIT);
          void queries.invalidateQueries({
            queryKey: ["Run", { id: runChanges.run }],
          });
        },
        error: () => undefined,
        complete: () => undefined,
      },
    );
    const unwatch = transport.connection.subscribe(() => {
      // Whatever happened while nobody answered is asked for.
      if (transport.connection.get() === "online") {
        void queries.invalidateQueries();
      }
    });
    return () => {
      stop();
      unwatch();
      clearTimeout(timer);
    };
  }, [transport, queries]);

  return news;
}
