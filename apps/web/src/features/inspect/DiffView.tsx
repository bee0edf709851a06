import { useMemo } from "react";

import { VirtualRows } from "../../ui/VirtualRows.js";
import { CodeLine } from "./CodeLine.js";
import { diffLines, highestNumber } from "./diff.js";
import { LineNumber } from "./LineNumber.js";

interface DiffViewProps {
  /** As `diff -u` writes it. */
  readonly diff: string;
  readonly label: string;
  /** Told which lines are in sight. */
  readonly onRange?: (first: number, last: number) => void;
}

const ROW = 19;

/** A diff with the line numbers of both sides. */
export function DiffView({ diff, label, onRange }: DiffViewProps) {
  const lines = useMemo(() => diffLines(diff), [diff]);
  const highest = useMemo(() => highestNumber(lines), [lines]);
  return (
    <VirtualRows
      count={lines.length}
      rowHeight={ROW}
      label={label}
      className="code diff"
      wide
      {...(onRange ? { onRange } : {})}
    >
      {(index) => {
        const line = lines[index];
        return line ? (
          <div className={`code-line diff-${line.kind}`}>
            <LineNumber number={line.before} highest={highest} />
            <LineNumber number={line.after} highest={highest} />
            <span className="diff-sign">{SIGNS[line.kind]}</span>
            <CodeLine text={line.text} runs={undefined} />
          </div>
        ) : null;
      }}
    </VirtualRows>
  );
}

const SIGNS = { added: "+", removed: "-", same: "", hunk: "" } as const;
