/** Gathers all that an exported run shows. */

import {
  ExecutionDocument,
  type GraphFragment,
  ItemsDocument,
  RunDocument,
  RunFailuresDocument,
  RunFileDocument,
  RunFilesDocument,
  RunGraphDocument,
  RunNodesDocument,
  RunTimelineDocument,
  ValueHeadOfDocument,
  ValueJsonDocument,
  WorkspaceDocument,
} from "../../api/generated.js";
import limits from "../../api/operations/limits.json" with { type: "json" };
import { type Document, nameOf, type Transport } from "../../api/transport.js";
import { inside } from "../../route/address.js";
import { pictureOf } from "../canvas/card.js";
import { tidy } from "../canvas/elk.js";
import { ALL_ITEMS, PAGE_SIZE } from "../inspect/pages.js";
import { questionKey, type Recording } from "./recording.js";

const AT_ONCE = 6;

interface Gathering {
  readonly answers: Record<string, unknown>;
  readonly digests: Set<string>;
  readonly ask: <Result, Variables extends object>(
    document: Document<Result, Variables>,
    variables: Variables,
  ) => Promise<Result>;
}

/** Asks everything that the pages of a run would ask, and keeps the answers. */
export async function collect(
  transport: Transport,
  run: number,
): Promise<Recording> {
  const answers: Record<string, unknown> = {};
  const gathering: Gathering = {
    answers,
    digests: new Set(),
    ask: async (document, variables) => {
      const answer = await transport.query(document, variables);
      answers[questionKey(nameOf(document), variables)] = answer;
      return answer;
    },
  };
  const { ask } = gathering;
  await ask(WorkspaceDocument, {});
  const row = (await ask(RunDocument, { id: run })).run;
  if (!row) throw new Error(`there is no run ${run}`);
  if (row.outputs) gathering.digests.add(row.outputs.digest);
  await ask(RunTimelineDocument, { id: run });
  await ask(RunFailuresDocument, { id: run, first: limits.failures });
  const layouts = await collectScopes(gathering, run);
  await collectFiles(gathering, run);
  const values = await collectValues(gathering);
  return { run, title: row.diagram, answers, values, layouts };
}

async function collectScopes(
  gathering: Gathering,
  run: number,
): Promise<Recording["layouts"]> {
  const { ask, digests } = gathering;
  const layouts: Record<string, [string, number, number][]> = {};
  const scopes = [""];
  for (
    let index = 0;
    index < Math.min(scopes.length, limits.exportedScopes);
    index += 1
  ) {
    const within = scopes[index] ?? "";
    const graph = (await ask(RunGraphDocument, { id: run, within })).run?.graph;
    const nodes = (await ask(RunNodesDocument, { id: run, within })).run?.nodes;
    if (graph) layouts[graph.digest] ??= await layoutOf(graph);
    for (const node of nodes ?? []) {
      if (node.output) digests.add(node.output.digest);
      for (const input of node.inputs) digests.add(input.digest);
      if (node.items) {
        scopes.push(...(await collectItems(gathering, run, node.address)));
      } else if (
        graph?.nodes.some((one) => one.label === node.label && one.diagram)
      ) {
        scopes.push(inside(within, node.label));
      }
    }
    await inTurn(nodes ?? [], (node) =>
      collectNode(gathering, run, node.address),
    );
  }
  return layouts;
}

async function collectNode(
  { ask, digests }: Gathering,
  run: number,
  address: string,
): Promise<boolean> {
  const node = (await ask(ExecutionDocument, { run, address })).run?.node;
  if (node?.output) digests.add(node.output.digest);
  for (const { value } of node?.inputs ?? []) {
    if (value) digests.add(value.digest);
  }
  return Boolean(node?.diagram);
}

/** The items of a batch; gives the addresses of failed ones that have a diagram inside. */
async function collectItems(
  gathering: Gathering,
  run: number,
  batch: string,
): Promise<string[]> {
  const failed: string[] = [];
  for (let page = 0; page < limits.exportedItemPages; page += 1) {
    const after = page * PAGE_SIZE;
    const variables = { run, batch, ...ALL_ITEMS, after };
    const items = (await gathering.ask(ItemsDocument, variables)).run?.items;
    for (const item of items?.items ?? []) {
      if (item.state === "FAILED") failed.push(item.address);
    }
    if (!items?.hasMore) break;
  }
  const opened: string[] = [];
  for (const address of failed.slice(0, limits.exportedFailedItems)) {
    if (await collectNode(gathering, run, address)) opened.push(address);
  }
  return opened;
}

async function collectFiles({ ask }: Gathering, run: number): Promise<void> {
  const first = { id: run, kinds: null, search: "", first: limits.filePage };
  const files = [];
  for (let after = 0; ; after += limits.filePage) {
    const page = (await ask(RunFilesDocument, { ...first, after })).run?.files;
    files.push(...(page?.files ?? []));
    if (!page || files.length >= page.total || page.files.length === 0) break;
  }
  const shown = files.filter(({ kind }) => kind !== "UNCHANGED");
  await inTurn(shown.slice(0, limits.exportedFiles), ({ path }) =>
    ask(RunFileDocument, { id: run, path }),
  );
}

/** The values that are small enough to be sent as a whole. */
async function collectValues({
  ask,
  digests,
  answers,
}: Gathering): Promise<Recording["values"]> {
  const values: Record<string, unknown> = {};
  await inTurn([...digests], async (digest) => {
    await ask(ValueHeadOfDocument, { digest }).catch(() => null);
    const answer = await ask(ValueJsonDocument, { digest }).catch(() => null);
    delete answers[questionKey("ValueJson", { digest })];
    const isWhole =
      answer?.value && (answer.value.json !== null || answer.value.size <= 4);
    if (isWhole) values[digest] = answer.value.json;
  });
  return values;
}

async function layoutOf(
  graph: GraphFragment,
): Promise<[string, number, number][]> {
  const places = await tidy(
    pictureOf(
      graph,
      () => null,
      () => "",
    ),
  );
  return [...places].map(([id, { x, y }]) => [id, x, y]);
}

async function inTurn<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const left = [...items];
  const next = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) {
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
}
