import { useMutation } from "@tanstack/react-query";

import { useTransport } from "../../api/context.js";
import {
  type ProblemPartsFragment,
  type RunOptions,
  StartRunDocument,
} from "../../api/generated.js";
import { runPlace } from "../../route/place.js";
import { go } from "../../route/usePlace.js";

interface Start {
  readonly diagram: string;
  readonly inputs: unknown;
  readonly options: RunOptions;
}

export interface Starting {
  readonly start: (start: Start) => void;
  readonly isPending: boolean;
  /** Why it was refused. */
  readonly problems: readonly ProblemPartsFragment[];
}

/** Starts runs, and goes to them. */
export function useStartRun(): Starting {
  const transport = useTransport();
  const mutation = useMutation({
    mutationFn: (start: Start) => transport.query(StartRunDocument, start),
    onSuccess: ({ startRun }) => {
      if (startRun.run) go(runPlace(startRun.run.id));
    },
  });
  const problems = mutation.error
    ? [{ message: mutation.error.message, place: null, page: null }]
    : (mutation.data?.startRun.problems ?? []);
  return { start: mutation.mutate, isPending: mutation.isPending, problems };
}
