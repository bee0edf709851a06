/** A unified diff as lines with their numbers. */

export interface DiffLine {
  readonly kind: "added" | "removed" | "same" | "hunk";
  readonly text: string;
  readonly before: number | null;
  readonly after: number | null;
}

const HUNK = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

/** The lines of a diff; its file names and its remarks on line ends are left out. */
export function diffLines(diff: string): DiffLine[] {
  let before = 1;
  let after = 1;
  let isInside = false;
  const lines: DiffLine[] = [];
  for (const line of diff.replace(/\n$/, "").split("\n")) {
    const hunk = HUNK.exec(line);
    const text = line.slice(1);
    if (hunk) {
      isInside = true;
      [before, after] = [Number(hunk[1]), Number(hunk[2])];
      lines.push({ kind: "hunk", text: line, before: null, after: null });
    } else if (!isInside || line.startsWith("\\")) {
    } else if (line.startsWith("+")) {
      lines.push({ kind: "added", text, before: null, after: after++ });
    } else if (line.startsWith("-")) {
      lines.push({ kind: "removed", text, before: before++, after: null });
    } else {
      lines.push({ kind: "same", text, before: before++, after: after++ });
    }
  }
  return lines;
}

/** The highest number of a line on either side. */
export function highestNumber(lines: readonly DiffLine[]): number {
  const last = (side: "before" | "after") =>
    lines.findLast((line) => line[side] !== null)?.[side] ?? 0;
  return Math.max(last("before"), last("after"));
}
