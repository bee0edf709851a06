/** Diagrams by folder, and those that a search finds. */

import type { DiagramsQuery } from "../../api/generated.js";

export type Listed = DiagramsQuery["diagrams"][number];

export interface Folder {
  readonly path: string;
  readonly diagrams: readonly Listed[];
}

export type HomeRow =
  | { readonly kind: "folder"; readonly path: string; readonly count: number }
  | { readonly kind: "diagram"; readonly diagram: Listed };

/** The rows of the list: each folder, then what is in it. */
export function rowsOf(
  diagrams: readonly Listed[],
  search: string,
  closed: ReadonlySet<string>,
): HomeRow[] {
  return foldersOf(diagrams.filter((one) => matches(one, search))).flatMap(
    ({ path, diagrams: held }): HomeRow[] => {
      const head: HomeRow = { kind: "folder", path, count: held.length };
      if (closed.has(path) && search === "") return [head];
      return [
        head,
        ...held.map((diagram): HomeRow => ({ kind: "diagram", diagram })),
      ];
    },
  );
}

/** Every word of the search is in the name or the description. */
export function matches(diagram: Listed, search: string): boolean {
  const text = `${diagram.name} ${diagram.description}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function foldersOf(diagrams: readonly Listed[]): Folder[] {
  const folders = new Map<string, Listed[]>();
  for (const diagram of diagrams) {
    const held = folders.get(diagram.folder);
    if (held) held.push(diagram);
    else folders.set(diagram.folder, [diagram]);
  }
  return [...folders]
    .map(([path, held]) => ({ path, diagrams: held }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
