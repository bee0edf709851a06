import { useMemo } from "react";

import { VirtualRows } from "../../ui/VirtualRows.js";
import { diffLines } from "./diff.js";

interface DiffViewProps {
  /** As `diff -u` writes it. */
  readonly diff: string;
  readonly label: string;
}

const ROW = 19;

/** A diff with the line numbers of both sides. */
export function DiffView({ diff, label }: DiffViewProps) {
  const lines = useMemo(() => diffLines(diff), [diff]);
  return (
    <VirtualRows
      count={lines.length}
      rowHeight={ROW}
      label={label}
      className="code diff"
      wide
    >
      {(index) => {
        const line = lines[index];
        return line ? (
          <div className={`code-line diff-${line.kind}`}>
            <span className="code-number" aria-hidden>
              {line.before ?? ""}
            </span>
            <span className="code-number" aria-hidden>
              {line.after ?? ""}
            </span>
            <span className="diff-sign">{SIGNS[line.kind]}</span>
            <span>{line.text}</span>
          </div>
        ) : null;
      }}
    </VirtualRows>
  );
}

const SIGNS = { added: "+", removed: "-", same: "", hunk: "" } as const;
