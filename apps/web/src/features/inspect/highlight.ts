/** Asks for the colours of code. */

import type { Run } from "./colour.js";
import type { Language } from "./language.js";

interface Answer {
  readonly id: number;
  readonly lines: Run[][] | null;
}

type Waiting = Map<number, (lines: Run[][] | null) => void>;

const waiting: Waiting = new Map();
let worker: Worker | null | undefined;
let last = 0;

/** The coloured lines of a text; null where there are no colours to be had. */
export function highlight(
  text: string,
  language: Language,
): Promise<Run[][] | null> {
  if (language === "text") return Promise.resolve(null);
  worker ??= start();
  if (worker === null) return Promise.resolve(null);
  last += 1;
  const id = last;
  worker.postMessage({ id, text, language });
  return new Promise((resolve) => waiting.set(id, resolve));
}

function start(): Worker | null {
  try {
    const made = new Worker(new URL("./highlight.worker.ts", import.meta.url), {
      type: "module",
    });
    made.addEventListener("message", (event: MessageEvent<Answer>) => {
      waiting.get(event.data.id)?.(event.data.lines);
      waiting.delete(event.data.id);
    });
    return made;
  } catch {
    // A file that is opened without a server has no workers: it stays without colours.
    return null;
  }
}
