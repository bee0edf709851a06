/** The API, whose word on what is valid is the last one. */

import type { JsonObject } from "./config.js";
import { byPlace, type Problems } from "./values.js";

export interface Saved {
  readonly id: string;
  readonly data: JsonObject;
}

export async function listRecords(): Promise<readonly Saved[]> {
  const answer = await fetch("/api/records");
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

/** What was saved, or what the API finds wrong with it. */
export async function saveRecord(
  value: JsonObject,
): Promise<{ readonly saved: Saved } | { readonly problems: Problems }> {
  const answer = await fetch("/api/records", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(value),
  });
  if (answer.ok) return { saved: await answer.json() };
  if (answer.status !== 422) throw new Error(await answer.text());
  const { detail }: Invalid = await answer.json();
  const issues = detail.map(({ loc, msg }) => ({
    path: loc.slice(loc[1] === value.type ? 2 : 1), // without "body" and the type
    message: msg,
  }));
  return { problems: byPlace(issues) };
}

interface Invalid {
  readonly detail: readonly {
    readonly loc: readonly (string | number)[];
    readonly msg: string;
  }[];
}
