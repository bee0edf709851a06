import { CloudOff } from "lucide-react";
import { Popover } from "radix-ui";

import { TeamHistoryDocument } from "../api/generated.js";
import { useApi } from "../api/useApi.js";
import { HelpLink } from "../ui/HelpLink.js";

const AGAIN = 15_000;

/** Where a team shares a history: says that it does not answer, and what to do. */
export function TeamHistory() {
  const { data } = useApi(TeamHistoryDocument, {}, { forever: true });
  return data?.teamHistory ? <Away /> : null;
}

function Away() {
  const { data } = useApi(TeamHistoryDocument, {}, { every: AGAIN });
  const away = data?.teamHistory?.away;
  if (!away) return null;
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button type="button" className="team-away">
          <CloudOff size={14} aria-hidden />
          Team history is away
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover"
          sideOffset={6}
          align="start"
          aria-label="The team's history"
        >
          <h2>The team’s history does not answer</h2>
          <p className="popover-reason">{away}</p>
          <p>
            Until it does, you see the runs of this workspace alone, and what
            runs here is kept and sent later. See that <code>[store] url</code>{" "}
            in <code>dipeo.toml</code> is right, that its password is in the
            environment of <code>dipeo serve</code>, and that the database can
            be reached. It is tried again by itself.
          </p>
          <HelpLink topic="team-history" />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
