import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";

import { useTransport } from "../../api/context.js";
import { ItemsDocument, type NodeState } from "../../api/generated.js";
import { keyOf } from "../../api/useApi.js";
import { Empty } from "../../ui/Empty.js";
import { Failure } from "../../ui/Failure.js";
import { Loading } from "../../ui/Loading.js";
import { VirtualRows } from "../../ui/VirtualRows.js";
import { ItemRow } from "./ItemRow.js";
import { AGAIN, PAGE_SIZE } from "./pages.js";

interface FoundItemsProps {
  readonly run: number;
  readonly batch: string;
  readonly states: readonly NodeState[] | null;
  readonly changed: boolean;
  readonly search: string;
  readonly isRunning: boolean;
  readonly onItem: (address: string) => void;
}

/** The items that a filter finds; more are looked for as one scrolls. */
export function FoundItems({
  run,
  batch,
  states,
  changed,
  search,
  isRunning,
  onItem,
}: FoundItemsProps) {
  const transport = useTransport();
  const variables = { run, batch, states, changed, search, first: PAGE_SIZE };
  const query = useInfiniteQuery({
    queryKey: ["all of", ...keyOf(ItemsDocument, { ...variables, after: 0 })],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      transport.query(
        ItemsDocument,
        { ...variables, after: pageParam },
        signal,
      ),
    refetchInterval: isRunning ? AGAIN : false,
    getNextPageParam: (last) =>
      last.run?.items.hasMore ? last.run.items.end : undefined,
  });
  const items = useMemo(
    () =>
      query.data?.pages.flatMap((page) => page.run?.items.items ?? []) ?? [],
    [query.data],
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const onRange = useCallback(
    (_: number, last: number) => {
      if (last >= items.length - 20 && hasNextPage && !isFetchingNextPage) {
        void fetchNextPage();
      }
    },
    [items.length, hasNextPage, isFetchingNextPage, fetchNextPage],
  );
  if (query.error) return <Failure error={query.error} retry={query.refetch} />;
  if (!query.data) return <Loading />;
  if (items.length === 0 && !hasNextPage) {
    return <Empty title="No item is like this" />;
  }
  return (
    <VirtualRows
      count={items.length}
      rowHeight={40}
      label="Items found"
      onRange={onRange}
    >
      {(row) => {
        const item = items[row];
        return item ? (
          <ItemRow index={item.index} item={item} onItem={onItem} />
        ) : null;
      }}
    </VirtualRows>
  );
}
