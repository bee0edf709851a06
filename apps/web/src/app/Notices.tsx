import { Unplug, X } from "lucide-react";
import { useState } from "react";

import { useTransport } from "../api/context.js";
import { useConnection } from "../api/useConnection.js";
import { hrefOf, type Place, runPlace } from "../route/place.js";
import { IconButton } from "../ui/IconButton.js";
import { RunBadge } from "../ui/RunBadge.js";
import type { RunNews } from "./useRunChanges.js";

interface NoticesProps {
  readonly place: Place;
  readonly news: RunNews | null;
}

/** What happens elsewhere: the server went away, or a run began. */
export function Notices({ place, news }: NoticesProps) {
  const { isLive } = useTransport();
  const connection = useConnection();
  const [dismissed, setDismissed] = useState(0);
  if (isLive && connection === "offline") {
    return (
      <div className="notice notice-offline" role="alert">
        <Unplug size={16} />
        <span>
          The server does not answer. What you see is what it said last; trying
          again…
        </span>
      </div>
    );
  }
  const isHere = place.page === "run" && news?.run === place.id;
  if (!news || isHere || news.run === dismissed) return null;
  return (
    <div className="notice" role="status">
      <RunBadge state={news.state} />
      <span className="truncate">
        Run {news.run} of <b>{news.diagram}</b>
      </span>
      <a className="button" href={hrefOf(runPlace(news.run))}>
        {news.state === "RUNNING" ? "Watch" : "Look"}
      </a>
      <IconButton label="Dismiss" onClick={() => setDismissed(news.run)}>
        <X size={14} />
      </IconButton>
    </div>
  );
}
