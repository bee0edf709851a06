import type { RunState } from "../api/generated.js";
import { StateBadge } from "./StateBadge.js";
import { RUN_LOOKS } from "./states.js";

export function RunBadge({ state }: { readonly state: RunState }) {
  return <StateBadge state={state} look={RUN_LOOKS[state]} />;
}
