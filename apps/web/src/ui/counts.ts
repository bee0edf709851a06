/** Counts of states, as parts of a bar. */

import type { CountPartsFragment } from "../api/generated.js";
import { formatCount } from "../format/format.js";
import type { Look } from "./states.js";

export interface Part {
  readonly tone: Look["tone"];
  readonly count: number;
  /** Of the bar, in percent. */
  readonly width: number;
}

const ORDER = ["failed", "done", "cached", "running", "skipped"] as const;
const LEAST = 1.5;

/** The parts of a bar, those that are not there left out. A part is wide enough to be seen. */
export function partsOf(counts: CountPartsFragment): Part[] {
  if (counts.total === 0) return [];
  const present = ORDER.filter((tone) => counts[tone] > 0);
  const widths = present.map((tone) =>
    Math.max(LEAST, (100 * counts[tone]) / counts.total),
  );
  const sum = widths.reduce((total, width) => total + width, 0);
  const scale = Math.min(1, 100 / sum);
  return present.map((tone, index) => ({
    tone,
    count: counts[tone],
    width: (widths[index] ?? 0) * scale,
  }));
}

/** How many are over, whatever came of them. */
export function finishedOf(counts: CountPartsFragment): number {
  return counts.done + counts.cached + counts.failed + counts.skipped;
}

/** `347 / 1,000`, or `1,000` where all are over. */
export function progressOf(counts: CountPartsFragment): string {
  const over = finishedOf(counts);
  return over === counts.total
    ? formatCount(over)
    : `${formatCount(over)} / ${formatCount(counts.total)}`;
}

/** `12 failed, 300 cached`: what is worth a word beside the progress. */
export function remarksOf(counts: CountPartsFragment): string {
  const words = [
    counts.failed > 0 ? `${formatCount(counts.failed)} failed` : "",
    counts.cached > 0 ? `${formatCount(counts.cached)} cached` : "",
    counts.skipped > 0 ? `${formatCount(counts.skipped)} skipped` : "",
    counts.running > 0 ? `${formatCount(counts.running)} running` : "",
  ];
  return words.filter((word) => word !== "").join(", ");
}
