import { useMemo } from "react";

import { CodeLine } from "./CodeLine.js";
import { linesOf } from "./CodeView.js";
import type { Language } from "./language.js";
import { useHighlight } from "./useHighlight.js";

interface CodeBlockProps {
  readonly text: string;
  readonly language: Language;
  /** Whether all of it is shown, however long it is. */
  readonly isWhole?: boolean;
}

const MOST_LINES = 60;

/** A text without line numbers; a long one is cut, unless it is to be whole. */
export function CodeBlock({ text, language, isWhole = false }: CodeBlockProps) {
  const lines = useMemo(() => linesOf(text), [text]);
  const most = isWhole ? lines.length : MOST_LINES;
  const coloured = useHighlight(text, language);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls takes the focus
    <pre className="code-block" tabIndex={0}>
      {lines.slice(0, most).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing else
        <div key={index}>
          <CodeLine text={line} runs={coloured?.[index]} />
        </div>
      ))}
      {lines.length > most ? (
        <div className="dim">… {lines.length - most} more lines</div>
      ) : null}
    </pre>
  );
}
