import {
  Check,
  type LucideIcon,
  PenLine,
  RefreshCw,
  TriangleAlert,
  X,
} from "lucide-react";

import type { ArtefactState } from "../../api/generated.js";
import { hrefOf, runPlace } from "../../route/place.js";
import { Hint } from "../../ui/Hint.js";
import { ARTEFACT_LOOKS, type Artefact, worstOf } from "./matrix.js";

const ICONS: Readonly<Record<ArtefactState, LucideIcon>> = {
  FRESH: Check,
  STALE: RefreshCw,
  EDITED: PenLine,
  MISSING: TriangleAlert,
  FAILING: X,
};

interface CellProps {
  readonly kind: string;
  readonly cell: readonly Artefact[];
}

/** The artefacts of one kind of one specification. */
export function Cell({ kind, cell }: CellProps) {
  const state = worstOf(cell);
  const shown = cell.find((one) => one.state === state);
  if (state === null || !shown) {
    return (
      <span className="dim" role="img" aria-label={`no ${kind}`}>
        –
      </span>
    );
  }
  const look = ARTEFACT_LOOKS[state];
  const Icon = ICONS[state];
  const text = [shown.path, shown.reason]
    .filter((part) => part !== "")
    .join(": ");
  const inner = (
    <>
      <Icon size={12} strokeWidth={2.5} aria-hidden />
      {look.word}
    </>
  );
  return (
    <span>
      <Hint text={text}>
        {shown.run === null ? (
          <button
            type="button"
            className={`badge matrix-cell tone-${look.tone}`}
          >
            {inner}
          </button>
        ) : (
          <a
            className={`badge matrix-cell tone-${look.tone}`}
            href={hrefOf(
              runPlace(shown.run, { view: "files", file: shown.path }),
            )}
          >
            {inner}
          </a>
        )}
      </Hint>
    </span>
  );
}
