/** What of a file of a run can be seen. */

import type { FileSide, RunFileQuery } from "../../api/generated.js";

export type RunFile = NonNullable<NonNullable<RunFileQuery["run"]>["file"]>;

export type FileMode = "CHANGES" | FileSide;

export const MODE_WORDS: Readonly<Record<FileMode, string>> = {
  CHANGES: "Changes",
  BEFORE: "Before",
  AFTER: "File",
};

/** The changes come first, where there are any. */
export function modesOf(
  file: Pick<RunFile, "kind" | "was" | "is" | "changes">,
): FileMode[] {
  const hasChanges = file.changes !== null && file.changes.total > 0;
  const hasOther = hasChanges || file.kind === "REMOVED";
  const modes: FileMode[] = [];
  if (hasChanges) modes.push("CHANGES");
  if (hasOther && file.was !== null) modes.push("BEFORE");
  if (file.is !== null) modes.push("AFTER");
  return modes;
}
