/** Items of a batch in pages, of which only those in sight are known. */

import limits from "../../api/operations/limits.json" with { type: "json" };

export const PAGE_SIZE = limits.itemPage;

/** After how many milliseconds the items of a batch that runs are asked for again. */
export const AGAIN = 1000;

/** What is asked for the first page of all items. */
export const ALL_ITEMS = {
  states: null,
  changed: false,
  search: "",
  after: 0,
  first: PAGE_SIZE,
} as const;

/** The numbers of the pages that rows `first` to `last` lie on. */
export function pagesOf(first: number, last: number): number[] {
  const from = Math.floor(Math.max(0, first) / PAGE_SIZE);
  const to = Math.floor(Math.max(0, last) / PAGE_SIZE);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
