import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";

import { useTransport } from "../../api/context.js";
import {
  type PartFragment,
  type ValueHeadFragment,
  ValueChildrenDocument,
} from "../../api/generated.js";
import { keyOf } from "../../api/useApi.js";
import { ancestorsOf } from "./pointer.js";
import {
  isBranch,
  type Page,
  rootPart,
  type TreeRow,
  treeRows,
} from "./tree.js";

const PAGE = 100;

interface TreeState {
  readonly open: ReadonlySet<string>;
  readonly pages: ReadonlyMap<string, Page>;
}

interface Tree {
  readonly rows: readonly TreeRow[];
  readonly toggle: (part: PartFragment) => void;
  readonly more: (path: string) => void;
  /** Opens everything on the way to a part. Gives whether it is among the first of what holds it. */
  readonly reveal: (path: string) => Promise<boolean>;
}

/** A value as a tree that fetches what is opened. */
export function useTree(value: ValueHeadFragment): Tree {
  const transport = useTransport();
  const queries = useQueryClient();
  const { digest } = value;
  const [state, setState] = useState<TreeState>({
    open: new Set([""]),
    pages: new Map(),
  });

  const fetchPage = useCallback(
    async (path: string, offset: number) => {
      const variables = { digest, path, offset, limit: PAGE };
      const answer = await queries.fetchQuery({
        queryKey: keyOf(ValueChildrenDocument, variables),
        queryFn: () => transport.query(ValueChildrenDocument, variables),
        staleTime: Number.POSITIVE_INFINITY,
      });
      const page = answer.value?.children;
      if (!page) return [];
      setState(({ open, pages }) => {
        const known = pages.get(path)?.parts ?? [];
        if (known.length > offset) return { open, pages };
        const parts = [...known, ...page.parts];
        return {
          open,
          pages: new Map(pages).set(path, { total: page.total, parts }),
        };
      });
      return page.parts;
    },
    [digest, queries, transport],
  );

  const open = useCallback(
    (paths: readonly string[]) => {
      setState((now) => ({ ...now, open: new Set([...now.open, ...paths]) }));
      return Promise.all(paths.map((path) => fetchPage(path, 0)));
    },
    [fetchPage],
  );

  const root = useMemo(() => rootPart(value), [value]);
  useEffect(() => {
    if (isBranch(root)) void fetchPage("", 0);
  }, [root, fetchPage]);

  const rows = useMemo(
    () => treeRows(root, state.open, state.pages),
    [root, state],
  );
  return {
    rows,
    toggle: (part) => {
      if (!isBranch(part)) return;
      if (state.open.has(part.path)) {
        setState((now) => {
          const left = new Set(now.open);
          left.delete(part.path);
          return { ...now, open: left };
        });
      } else void open([part.path]);
    },
    more: (path) =>
      void fetchPage(path, state.pages.get(path)?.parts.length ?? 0),
    reveal: async (path) => {
      const way = ancestorsOf(path);
      const first = await open(way);
      return first.every((parts, index) =>
        parts.some((part) => part.path === (way[index + 1] ?? path)),
      );
    },
  };
}
