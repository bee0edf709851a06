/** Items of a batch in pages, of which only those in sight are known. */

export const PAGE_SIZE = 100;

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
