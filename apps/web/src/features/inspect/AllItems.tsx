import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";

import { useTransport } from "../../api/context.js";
import { ItemsDocument } from "../../api/generated.js";
import { keyOf } from "../../api/useApi.js";
import { Empty } from "../../ui/Empty.js";
import { type RowsHandle, VirtualRows } from "../../ui/VirtualRows.js";
import { ItemRow } from "./ItemRow.js";
import { AGAIN, ALL_ITEMS, PAGE_SIZE, pagesOf } from "./pages.js";

interface AllItemsProps {
  readonly run: number;
  readonly batch: string;
  readonly total: number;
  /** The number of an item to scroll to. */
  readonly goTo: number | null;
  readonly isRunning: boolean;
  readonly onItem: (address: string) => void;
}

/** Every item by number: any of them can be scrolled to, those in sight are fetched. */
export function AllItems({
  run,
  batch,
  total,
  goTo,
  isRunning,
  onItem,
}: AllItemsProps) {
  const transport = useTransport();
  const [range, setRange] = useState<readonly [number, number]>([0, 0]);
  const handle = useRef<RowsHandle>(null);
  const onRange = useCallback(
    (first: number, last: number) => setRange([first, last]),
    [],
  );
  useEffect(() => {
    if (goTo !== null && goTo < total) handle.current?.scrollToRow(goTo);
  }, [goTo, total]);
  const pages = pagesOf(range[0], range[1]);
  const answers = useQueries({
    queries: pages.map((page) => {
      const after = page * PAGE_SIZE;
      const variables = { run, batch, ...ALL_ITEMS, after };
      return {
        queryKey: keyOf(ItemsDocument, variables),
        queryFn: () => transport.query(ItemsDocument, variables),
        placeholderData: keepPreviousData,
        refetchInterval: isRunning ? AGAIN : (false as const),
      };
    }),
  });
  if (total === 0) return <Empty title="There are no items" />;
  const known = new Map(
    answers.flatMap((answer) =>
      (answer.data?.run?.items.items ?? []).map((item) => [item.index, item]),
    ),
  );
  return (
    <VirtualRows
      count={total}
      rowHeight={40}
      label="Items"
      onRange={onRange}
      handle={handle}
    >
      {(index) => (
        <ItemRow index={index} item={known.get(index)} onItem={onItem} />
      )}
    </VirtualRows>
  );
}
