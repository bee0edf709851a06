import { TriangleAlert } from "lucide-react";

import { ApiError, OfflineError } from "../api/transport.js";
import { hrefOf } from "../route/place.js";
import { Button } from "./Button.js";
import { Empty } from "./Empty.js";

const TITLES: Readonly<Record<string, string>> = {
  NOT_FOUND: "It is not here",
  NOT_KEPT: "This file does not hold that",
};

interface FailureProps {
  readonly error: Error;
  readonly retry?: () => void;
}

/** What stands where something could not be loaded. */
export function Failure({ error, retry }: FailureProps) {
  const isMissing = error instanceof ApiError && error.code === "NOT_FOUND";
  const isLeftOut = error instanceof ApiError && error.code === "NOT_KEPT";
  return (
    <div role="alert" className="fill">
      <Empty icon={<TriangleAlert size={20} />} title={titleOf(error)}>
        <p>{error.message}</p>
        {isMissing ? (
          <span className="empty-ways">
            <a className="button" href={hrefOf({ page: "diagrams" })}>
              All diagrams
            </a>
            <a className="button" href={hrefOf({ page: "runs", diagram: "" })}>
              All runs
            </a>
          </span>
        ) : retry && !isLeftOut ? (
          <Button onClick={retry}>Try again</Button>
        ) : null}
      </Empty>
    </div>
  );
}

function titleOf(error: Error): string {
  if (error instanceof OfflineError) return "The server does not answer";
  const code = error instanceof ApiError ? error.code : "";
  return TITLES[code] ?? "This cannot be shown";
}
