/** The rows of a value as a tree, of which only what is open is known. */

import type { PartFragment, ValueHeadFragment } from "../../api/generated.js";

export interface Page {
  readonly total: number;
  readonly parts: readonly PartFragment[];
}

export type TreeRow =
  | {
      readonly kind: "part";
      readonly part: PartFragment;
      readonly depth: number;
      readonly isOpen: boolean;
    }
  | {
      readonly kind: "more";
      readonly path: string;
      readonly depth: number;
      readonly known: number;
      readonly total: number;
    }
  | { readonly kind: "wait"; readonly path: string; readonly depth: number };

/** The whole value as the part at the root. */
export function rootPart(value: ValueHeadFragment): PartFragment {
  const { kind, length, preview } = value;
  return { key: "", path: "", kind, length, preview };
}

/** Whether a part holds others. */
export function isBranch(part: PartFragment): boolean {
  return part.length > 0 && (part.kind === "ARRAY" || part.kind === "OBJECT");
}

/** The rows in sight: `open` has the paths of open parts, `pages` what is known of each. */
export function treeRows(
  root: PartFragment,
  open: ReadonlySet<string>,
  pages: ReadonlyMap<string, Page>,
): TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (part: PartFragment, depth: number) => {
    const isOpen = isBranch(part) && open.has(part.path);
    rows.push({ kind: "part", part, depth, isOpen });
    if (!isOpen) return;
    const page = pages.get(part.path);
    if (!page) {
      rows.push({ kind: "wait", path: part.path, depth: depth + 1 });
      return;
    }
    for (const child of page.parts) add(child, depth + 1);
    const known = page.parts.length;
    if (known < page.total) {
      const { total } = page;
      rows.push({
        kind: "more",
        path: part.path,
        depth: depth + 1,
        known,
        total,
      });
    }
  };
  add(root, 0);
  return rows;
}

/** A row by where it stands, which outlasts what is waited for: a part, or what will be its child. */
export interface Mark {
  readonly path: string;
  /** The number of the child, counted from 0; null for the part itself. */
  readonly child: number | null;
}

export function markOf(row: TreeRow): Mark {
  switch (row.kind) {
    case "part":
      return { path: row.part.path, child: null };
    case "wait":
      return { path: row.path, child: 0 };
    case "more":
      return { path: row.path, child: row.known };
  }
}

/** The number of the row at a mark; -1 where there is none. */
export function rowAt(rows: readonly TreeRow[], mark: Mark | null): number {
  if (mark === null) return -1;
  const { path, child } = mark;
  const parent = rows.findIndex(
    (row) => row.kind === "part" && row.part.path === path,
  );
  if (child === null || parent < 0) return parent;
  const depth = (rows[parent]?.depth ?? 0) + 1;
  let left = child;
  for (let at = parent + 1; at < rows.length; at += 1) {
    const row = rows[at];
    if (!row || row.depth < depth) break;
    if (row.depth === depth && left-- === 0) return at;
  }
  return parent;
}
