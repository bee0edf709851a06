/** Asks what the page of a run will ask, before the page itself is there. */

import type { QueryClient } from "@tanstack/react-query";

import {
  ExecutionDocument,
  ItemsDocument,
  RunDocument,
  RunGraphDocument,
  RunNodesDocument,
} from "../../api/generated.js";
import type { Document, Transport } from "../../api/transport.js";
import { keyOf } from "../../api/useApi.js";
import type { Place } from "../../route/place.js";
import { ALL_ITEMS } from "../inspect/pages.js";

/** All questions that need no other's answer go at once. */
export async function askEarly(
  queries: QueryClient,
  transport: Transport,
  place: Place,
): Promise<void> {
  if (place.page !== "run") return;
  const { id, at, node } = place;
  const ask = <Result, Variables extends object>(
    document: Document<Result, Variables>,
    variables: Variables,
  ) =>
    queries.fetchQuery({
      queryKey: keyOf(document, variables),
      queryFn: ({ signal }) => transport.query(document, variables, signal),
      retry: false,
    });
  const others = Promise.allSettled([
    ask(RunDocument, { id }),
    ask(RunGraphDocument, { id, within: at }),
    node && ask(ExecutionDocument, { run: id, address: node }),
  ]);
  // What is wrong with an answer is said where it is shown.
  const nodes = await ask(RunNodesDocument, { id, within: at }).catch(
    () => null,
  );
  const isBatch = nodes?.run?.nodes.some(
    ({ address, items }) => address === node && items !== null,
  );
  if (isBatch) {
    const variables = { run: id, batch: node, ...ALL_ITEMS };
    await ask(ItemsDocument, variables).catch(() => null);
  }
  await others;
}
