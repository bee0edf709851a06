import type { CountPartsFragment } from "../api/generated.js";
import { partsOf, progressOf, remarksOf } from "./counts.js";

interface StateBarProps {
  readonly counts: CountPartsFragment;
  readonly noun: string;
}

/** How many of a batch, or in a diagram, are in which state. */
export function StateBar({ counts, noun }: StateBarProps) {
  const remarks = remarksOf(counts);
  return (
    <div className="state-bar">
      <div className="state-bar-track" aria-hidden>
        {partsOf(counts).map((part) => (
          <span
            key={part.tone}
            className={`state-bar-part fill-${part.tone}`}
            style={{ width: `${part.width}%` }}
          />
        ))}
      </div>
      <div className="state-bar-text numbers truncate">
        {progressOf(counts)} {noun}
        {remarks ? `, ${remarks}` : ""}
      </div>
    </div>
  );
}
