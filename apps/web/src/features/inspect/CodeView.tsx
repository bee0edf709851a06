import { useMemo } from "react";

import { VirtualRows } from "../../ui/VirtualRows.js";
import { CodeLine } from "./CodeLine.js";
import type { Language } from "./language.js";
import { LineNumber } from "./LineNumber.js";
import { useHighlight } from "./useHighlight.js";

interface CodeViewProps {
  readonly text: string;
  readonly language: Language;
  readonly label: string;
  /** Told which lines are in sight. */
  readonly onRange?: (first: number, last: number) => void;
}

/** A text of any length with line numbers, coloured by its language. */
export function CodeView({ text, language, label, onRange }: CodeViewProps) {
  const lines = useMemo(() => linesOf(text), [text]);
  const coloured = useHighlight(text, language);
  return (
    <VirtualRows
      count={lines.length}
      rowHeight={19}
      label={label}
      className="code"
      wide
      {...(onRange ? { onRange } : {})}
    >
      {(index) => (
        <div className="code-line">
          <LineNumber number={index + 1} highest={lines.length} />
          <CodeLine text={lines[index] ?? ""} runs={coloured?.[index]} />
        </div>
      )}
    </VirtualRows>
  );
}

/** A text by lines; the line after a last line end is none. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.length > 1 && lines.at(-1) === "") lines.pop();
  return lines;
}
