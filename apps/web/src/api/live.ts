/** The transport that asks the server which gave out this page. */

import { createClient } from "graphql-ws";

import {
  ApiError,
  type Connection,
  type Document,
  OfflineError,
  type Transport,
} from "./transport.js";

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: unknown };
  }[];
}

/** How long to wait before trying again to connect, in milliseconds. */
function waitOf(retries: number): number {
  return Math.min(250 * 2 ** retries, 2000);
}

/** A transport for the server at `base`, an address that ends in a slash. */
export function liveTransport(base: string): Transport {
  const url = new URL("graphql", base);
  const connection = observable<Connection>("connecting");
  const socket = new URL(url);
  socket.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const client = createClient({
    url: socket.href,
    lazy: false,
    keepAlive: 10_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (retries) =>
      new Promise((resolve) => setTimeout(resolve, waitOf(retries))),
    on: {
      connected: () => connection.set("online"),
      closed: () => connection.set("offline"),
    },
    onNonLazyError: () => connection.set("offline"),
  });

  return {
    isLive: true,
    notice: "",
    connection,
    query: async (document, variables, signal) => {
      const answer = await post(url, document, variables, signal);
      return answer as never;
    },
    subscribe: (document, variables, sink) =>
      client.subscribe(
        {
          query: document.toString(),
          variables: { ...variables } as Record<string, unknown>,
        },
        {
          next: (message) => {
            const answer = message as Answer;
            if (answer.errors?.length) sink.error(errorOf(answer));
            else sink.next(answer.data as never);
          },
          error: (reason) => sink.error(reasonOf(reason)),
          complete: sink.complete,
        },
      ),
  };
}

async function post<Result, Variables extends object>(
  url: URL,
  document: Document<Result, Variables>,
  variables: Variables,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: document.toString(), variables }),
      signal: signal ?? null,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new OfflineError("the server does not answer");
  }
  const answer = (await response.json().catch(() => null)) as Answer | null;
  if (answer === null) {
    throw new ApiError(
      `the server answers ${response.status} ${response.statusText}`,
      `HTTP_${response.status}`,
    );
  }
  if (answer.errors?.length) throw errorOf(answer);
  return answer.data;
}

function errorOf(answer: Answer): ApiError {
  const first = answer.errors?.[0];
  const code = first?.extensions?.code;
  return new ApiError(
    first?.message ?? "the server says no more",
    typeof code === "string" ? code : "",
  );
}

function reasonOf(reason: unknown): Error {
  if (Array.isArray(reason)) return errorOf({ errors: reason });
  return reason instanceof Error
    ? reason
    : new OfflineError("the server does not answer");
}

interface Observable<Value> {
  readonly get: () => Value;
  readonly set: (value: Value) => void;
  readonly subscribe: (onChange: () => void) => () => void;
}

function observable<Value>(first: Value): Observable<Value> {
  let value = first;
  const watchers = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      if (next === value) return;
      value = next;
      for (const watcher of watchers) watcher();
    },
    subscribe: (onChange) => {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
  };
}
