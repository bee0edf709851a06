import {
  type UseQueryResult,
  keepPreviousData,
  useQuery,
} from "@tanstack/react-query";

import { useTransport } from "./context.js";
import { type Document, nameOf } from "./transport.js";

interface Options {
  /** Whether to ask at all. */
  readonly enabled?: boolean;
  /** Whether the last answer stays on the page until the next is there. */
  readonly keep?: boolean;
  /** Whether the answer can never change: it is named by content. */
  readonly forever?: boolean;
  /** Ask again after so many milliseconds. */
  readonly every?: number | false;
}

/** The key under which an answer is kept. */
export function keyOf<Result, Variables>(
  document: Document<Result, Variables>,
  variables: Variables,
): readonly unknown[] {
  return [nameOf(document), variables];
}

/** Asks the API, and keeps the answer for others who ask the same. */
export function useApi<Result, Variables extends object>(
  document: Document<Result, Variables>,
  variables: Variables,
  {
    enabled = true,
    keep = false,
    forever = false,
    every = false,
  }: Options = {},
): UseQueryResult<Result> {
  const transport = useTransport();
  return useQuery<Result, Error, Result>({
    queryKey: keyOf(document, variables),
    queryFn: ({ signal }) => transport.query(document, variables, signal),
    enabled,
    refetchInterval: every,
    ...(forever ? { staleTime: Number.POSITIVE_INFINITY } : {}),
    ...(keep ? { placeholderData: keepPreviousData } : {}),
  });
}
