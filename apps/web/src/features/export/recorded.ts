/** The transport of an exported file: it answers from what the file holds. */

import {
  ApiError,
  type Document,
  nameOf,
  type Transport,
} from "../../api/transport.js";
import { childrenOf, partAt, searchParts, textOf } from "./jsonParts.js";
import { questionKey, type Recording } from "./recording.js";

type Variables = Readonly<Record<string, unknown>>;

const NOT_HELD = "`dipeo serve` shows it, where the run was";

/** Answers as the server did. Parts of values are worked out here. */
export function recordedTransport(recording: Recording): Transport {
  const answer = (name: string, variables: Variables): unknown => {
    const kept = recording.answers[questionKey(name, variables)];
    if (kept !== undefined) return kept;
    const digest = String(variables.digest ?? "");
    if (!Object.hasOwn(recording.values, digest)) {
      throw new ApiError(`${recording.notice || NOT_HELD}.`, "NOT_KEPT");
    }
    const part = partOf(name, recording.values[digest], variables);
    return { value: part === null ? null : { digest, ...part } };
  };
  return {
    isLive: false,
    notice: recording.notice,
    connection: { get: () => "online", subscribe: () => () => undefined },
    query: <Result, Given extends object>(
      document: Document<Result, Given>,
      variables: Given,
    ) =>
      new Promise<Result>((resolve) => {
        const given = Object.fromEntries(Object.entries(variables));
        resolve(answer(nameOf(document), given) as Result);
      }),
    subscribe: () => () => undefined,
  };
}

function partOf(
  name: string,
  value: unknown,
  variables: Variables,
): object | null {
  const path = String(variables.path ?? "");
  const [offset, limit] = [Number(variables.offset), Number(variables.limit)];
  switch (name) {
    case "ValueChildren": {
      const parts = childrenOf(partAt(value, path), path);
      const shown = parts.slice(offset, offset + limit);
      return { children: { total: parts.length, parts: shown } };
    }
    case "ValueText": {
      const text = textOf(partAt(value, path));
      const chars = [...text];
      const page = chars.slice(offset, offset + limit).join("");
      const lines = text.split("\n").length;
      return { text: { text: page, offset, total: chars.length, lines } };
    }
    case "ValueSearch":
      return { search: searchParts(value, String(variables.text), 100) };
    default:
      return null;
  }
}
