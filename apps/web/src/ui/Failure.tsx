import { TriangleAlert } from "lucide-react";

import { OfflineError } from "../api/transport.js";
import { Button } from "./Button.js";
import { Empty } from "./Empty.js";

interface FailureProps {
  readonly error: Error;
  readonly retry?: () => void;
}

/** What stands where something could not be loaded. */
export function Failure({ error, retry }: FailureProps) {
  const title =
    error instanceof OfflineError
      ? "The server does not answer"
      : "This cannot be shown";
  return (
    <div role="alert" className="fill">
      <Empty icon={<TriangleAlert size={20} />} title={title}>
        <p>{error.message}</p>
        {retry ? <Button onClick={retry}>Try again</Button> : null}
      </Empty>
    </div>
  );
}
