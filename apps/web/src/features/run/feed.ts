/** What is known of a run: an answer of the API, and what has happened since. */

import type {
  NodeStateFragment,
  RunEventsSubscription,
  RunState,
} from "../../api/generated.js";

export type RunUpdate = RunEventsSubscription["runEvents"];

export interface Feed {
  readonly state: RunState | null;
  readonly seconds: number;
  readonly revision: string | null;
  readonly isFinished: boolean;
  readonly nodes: ReadonlyMap<string, NodeStateFragment>;
  readonly problems: RunUpdate["problems"];
  readonly fileCounts: RunUpdate["fileCounts"] | null;
}

export const NO_FEED: Feed = {
  state: null,
  seconds: 0,
  revision: null,
  isFinished: false,
  nodes: new Map(),
  problems: [],
  fileCounts: null,
};

/** The feed after some updates, in the order in which they came. */
export function applyUpdates(feed: Feed, updates: readonly RunUpdate[]): Feed {
  const last = updates.at(-1);
  if (last === undefined) return feed;
  const whole = updates.findLastIndex((update) => update.isWhole);
  const nodes = new Map(whole < 0 ? feed.nodes : []);
  for (const update of updates.slice(Math.max(whole, 0))) {
    for (const node of update.nodes) nodes.set(node.address, node);
  }
  const { state, seconds, revision, isFinished, problems, fileCounts } = last;
  return { state, seconds, revision, isFinished, nodes, problems, fileCounts };
}
