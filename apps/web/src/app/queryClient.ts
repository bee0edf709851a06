import { QueryClient } from "@tanstack/react-query";

import { OfflineError } from "../api/transport.js";

/** Keeps answers. What the API refuses is not asked again; a server that is away is. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (count, error) => error instanceof OfflineError && count < 3,
        refetchOnWindowFocus: false,
        // What was asked just before a view is there is not asked again by the view.
        staleTime: 1000,
        networkMode: "always",
        gcTime: 60_000,
      },
      mutations: { networkMode: "always" },
    },
  });
}
