/** The inputs of a run, from what a form holds. */

import type { FullDiagram } from "./useDiagramAt.js";

export type Needed = FullDiagram["needs"][number];
export type Texts = Readonly<Record<string, string>>;

export type ReadInputs =
  | { readonly inputs: Readonly<Record<string, unknown>> }
  | { readonly problems: Readonly<Record<string, string>> };

/** What a form begins with: what the newest run was given. */
export function firstTexts(needs: readonly Needed[]): Texts {
  return Object.fromEntries(
    needs.map((needed) => [needed.name, textOf(needed, needed.examples[0])]),
  );
}

/** A value as it stands in the form. */
export function textOf(needed: Needed, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (needed.kind === "TEXT" && typeof value === "string") return value;
  return JSON.stringify(value, null, needed.kind === "TEXT" ? 0 : 2);
}

/** The inputs, or what is wrong with which of them. */
export function readInputs(needs: readonly Needed[], texts: Texts): ReadInputs {
  const inputs: Record<string, unknown> = {};
  const problems: Record<string, string> = {};
  for (const needed of needs) {
    const text = texts[needed.name] ?? "";
    if (needed.kind === "TEXT") {
      if (text === "") problems[needed.name] = "it is empty";
      else inputs[needed.name] = text;
      continue;
    }
    const value = parsed(text);
    const problem = wrongWith(needed.kind, text, value);
    if (problem !== "") problems[needed.name] = problem;
    else inputs[needed.name] = value;
  }
  return Object.keys(problems).length > 0 ? { problems } : { inputs };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function wrongWith(
  kind: "LIST" | "OBJECT",
  text: string,
  value: unknown,
): string {
  const wanted =
    kind === "LIST" ? 'a JSON list: ["a", "b"]' : 'a JSON object: {"a": 1}';
  if (text.trim() === "") return `it is empty, and must be ${wanted}`;
  if (value === undefined) return `it is not JSON, and must be ${wanted}`;
  const isList = Array.isArray(value);
  const fits =
    kind === "LIST"
      ? isList
      : typeof value === "object" && value !== null && !isList;
  return fits ? "" : `it must be ${wanted}`;
}
