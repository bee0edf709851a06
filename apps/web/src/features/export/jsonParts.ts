/** Parts of a JSON value, as the API tells of them. */

import type { PartFragment, ValueKind } from "../../api/generated.js";
import { segmentsOf } from "../inspect/pointer.js";

const MOST_PREVIEW = 200;

/** The part at a JSON Pointer; undefined where there is none. */
export function partAt(value: unknown, pointer: string): unknown {
  let at = value;
  for (const key of segmentsOf(pointer)) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) {
      return undefined;
    }
    at = Object.entries(at).find(([name]) => name === key)?.[1];
  }
  return at;
}

/** What a value is, with its key and its path. */
export function describePart(
  value: unknown,
  key: string,
  path: string,
): PartFragment {
  return {
    key,
    path,
    kind: kindOf(value),
    length: lengthOf(value),
    preview: preview(value),
  };
}

/** What an array or object holds. */
export function childrenOf(value: unknown, path: string): PartFragment[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).map(([key, child]) =>
    describePart(child, key, `${path}/${escaped(key)}`),
  );
}

/** Parts whose key or text holds a text, case aside, at most `most`. */
export function searchParts(
  value: unknown,
  text: string,
  most: number,
): { readonly hasMore: boolean; readonly parts: readonly PartFragment[] } {
  const wanted = text.toLowerCase();
  const parts: PartFragment[] = [];
  const walk = (path: string, held: unknown): boolean => {
    for (const part of childrenOf(held, path)) {
      const child = partAt(held, part.path.slice(path.length));
      const isLeaf = typeof child !== "object" || child === null;
      const found =
        part.key.toLowerCase().includes(wanted) ||
        (isLeaf && textOf(child).toLowerCase().includes(wanted));
      if (found && parts.length === most) return true;
      if (found) parts.push(part);
      if (!isLeaf && walk(part.path, child)) return true;
    }
    return false;
  };
  const hasMore = walk("", value);
  return { hasMore, parts };
}

/** A string as it is, anything else as indented JSON. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

function kindOf(value: unknown): ValueKind {
  if (value === null) return "NULL";
  if (Array.isArray(value)) return "ARRAY";
  if (typeof value === "string") return "STRING";
  if (typeof value === "number") return "NUMBER";
  return typeof value === "boolean" ? "BOOLEAN" : "OBJECT";
}

function lengthOf(value: unknown): number {
  if (typeof value === "string") return [...value].length;
  return typeof value === "object" && value !== null
    ? Object.keys(value).length
    : 0;
}

function preview(value: unknown): string {
  const text = JSON.stringify(value);
  if (text.length <= MOST_PREVIEW) return text;
  return `${text.slice(0, MOST_PREVIEW - 40)} … ${text.slice(-37)}`;
}

function escaped(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
