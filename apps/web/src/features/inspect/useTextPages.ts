import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";

import type { TextPartsFragment } from "../../api/generated.js";
import { formatCount } from "../../format/format.js";
import { linesOf } from "./CodeView.js";

/** The characters of a page. */
export const PAGE = 50_000;
/** The next page is fetched when so many lines are left. */
const NEAR = 100;

interface TextPages {
  /** As much of the text as is here: whole lines, until all of it is. */
  readonly text: string;
  /** How long all of it is, in words. */
  readonly size: string;
  /** Told which lines are in sight. */
  readonly onRange: (first: number, last: number) => void;
}

/** A text in pages, the next one fetched when the end of what is here is in sight; null where there is none. */
export function useTextPages(
  key: readonly unknown[],
  ask: (offset: number) => Promise<TextPartsFragment | null | undefined>,
): {
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly pages: TextPages | null;
} {
  const query = useInfiniteQuery({
    queryKey: ["all of", ...key],
    initialPageParam: 0,
    queryFn: async ({ pageParam }) => (await ask(pageParam)) ?? null,
    getNextPageParam: (page) => {
      const end = page ? page.offset + [...page.text].length : 0;
      return page && end < page.total && end > page.offset ? end : undefined;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const text = useMemo(() => {
    const all = data?.pages.map((page) => page?.text ?? "").join("") ?? "";
    const end = hasNextPage ? all.lastIndexOf("\n") + 1 : 0;
    return end > 0 ? all.slice(0, end) : all;
  }, [data, hasNextPage]);
  const lines = useMemo(() => linesOf(text).length, [text]);
  const onRange = useCallback(
    (_: number, last: number) => {
      if (last > lines - NEAR && hasNextPage && !isFetchingNextPage) {
        void fetchNextPage();
      }
    },
    [lines, hasNextPage, isFetchingNextPage, fetchNextPage],
  );
  const page = data?.pages[0];
  const size = page ? sizeOf(page, hasNextPage) : "";
  const { error, isPending } = query;
  return { error, isPending, pages: page ? { text, size, onRange } : null };
}

function sizeOf(page: TextPartsFragment, hasMore: boolean): string {
  const lines = `${formatCount(page.lines)} ${page.lines === 1 ? "line" : "lines"}`;
  const rest = hasMore ? ", the rest is fetched as you scroll" : "";
  return `${lines}, ${formatCount(page.total)} characters${rest}`;
}
