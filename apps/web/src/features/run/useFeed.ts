import { useEffect, useRef, useState } from "react";

import { useTransport } from "../../api/context.js";
import { RunEventsDocument } from "../../api/generated.js";
import { applyUpdates, type Feed, NO_FEED, type RunUpdate } from "./feed.js";

interface Kept {
  readonly key: string;
  readonly feed: Feed;
}

/**
 * Follows a run: the nodes in the scopes of `within`, a list joined by newlines.
 * What arrives between two frames is applied at once.
 */
export function useFeed(run: number, within: string, enabled: boolean): Feed {
  const transport = useTransport();
  const key = `${run}\n${within}`;
  const [kept, setKept] = useState<Kept>({ key, feed: NO_FEED });
  const revision = useRef<Kept>({ key, feed: NO_FEED });

  useEffect(() => {
    if (!enabled || !transport.isLive) return;
    if (revision.current.key !== key) revision.current = { key, feed: NO_FEED };
    let waiting: RunUpdate[] = [];
    let frame = 0;
    const flush = () => {
      frame = 0;
      const feed = applyUpdates(revision.current.feed, waiting);
      waiting = [];
      revision.current = { key, feed };
      setKept(revision.current);
    };
    const stop = transport.subscribe(
      RunEventsDocument,
      {
        run,
        within: within.split("\n"),
        after: revision.current.feed.revision,
      },
      {
        next: ({ runEvents }) => {
          waiting.push(runEvents);
          frame ||= requestAnimationFrame(flush);
        },
        error: () => undefined,
        complete: () => undefined,
      },
    );
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [transport, run, within, key, enabled]);

  return kept.key === key ? kept.feed : NO_FEED;
}
