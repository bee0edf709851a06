import {
  Ban,
  Check,
  Circle,
  CircleDashed,
  LoaderCircle,
  SkipForward,
  X,
  Zap,
} from "lucide-react";

import type { NodeState, RunState } from "../api/generated.js";

const ICONS: Readonly<Record<NodeState | RunState, typeof Check>> = {
  WAITING: CircleDashed,
  RUNNING: LoaderCircle,
  DONE: Check,
  OK: Check,
  CACHED: Zap,
  FAILED: X,
  DIED: X,
  SKIPPED: SkipForward,
  INTERRUPTED: Ban,
  NEVER: Circle,
};

interface StateIconProps {
  readonly state: NodeState | RunState;
  readonly size?: number;
}

export function StateIcon({ state, size = 14 }: StateIconProps) {
  const Icon = ICONS[state];
  const spins = state === "RUNNING" ? "spins" : "";
  return <Icon size={size} strokeWidth={2.5} className={spins} aria-hidden />;
}
