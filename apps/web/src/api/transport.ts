/** How questions reach the API, whoever answers: a server, or an exported file. */

import type { TypedDocumentString } from "./generated.js";

/** Something that the API says is wrong with a question. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(
    message: string,
    /** NOT_FOUND, WRONG_INPUT, ... */
    readonly code: string,
  ) {
    super(message);
  }
}

/** Nobody answers. */
export class OfflineError extends Error {
  override readonly name = "OfflineError";
}

export type Document<Result, Variables> = TypedDocumentString<
  Result,
  Variables
>;

export interface Sink<Result> {
  readonly next: (result: Result) => void;
  readonly error: (error: Error) => void;
  readonly complete: () => void;
}

export interface Transport {
  readonly query: <Result, Variables extends object>(
    document: Document<Result, Variables>,
    variables: Variables,
    signal?: AbortSignal,
  ) => Promise<Result>;
  /** Follows a subscription until the function that it returns is called. */
  readonly subscribe: <Result, Variables extends object>(
    document: Document<Result, Variables>,
    variables: Variables,
    sink: Sink<Result>,
  ) => () => void;
  /** Whether the server answers; `onChange` is called when that changes. */
  readonly connection: {
    readonly get: () => Connection;
    readonly subscribe: (onChange: () => void) => () => void;
  };
  /** Whether runs can be started and followed. */
  readonly isLive: boolean;
  /** What of a run cannot be asked for, in words; "" where all can. */
  readonly notice: string;
}

export type Connection = "connecting" | "online" | "offline";

const NAME = /\b(?:query|mutation|subscription)\s+(\w+)/;

/** The name of an operation: `RunNodes`. */
export function nameOf<Result, Variables>(
  document: Document<Result, Variables>,
): string {
  return NAME.exec(document.toString())?.[1] ?? "";
}
