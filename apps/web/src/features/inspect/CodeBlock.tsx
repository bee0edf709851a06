import { useMemo } from "react";

import { CodeLine } from "./CodeLine.js";
import { linesOf } from "./CodeView.js";
import type { Language } from "./language.js";
import { useHighlight } from "./useHighlight.js";

interface CodeBlockProps {
  readonly text: string;
  readonly language: Language;
}

const MOST_LINES = 60;

/** A short text that is shown as a whole. */
export function CodeBlock({ text, language }: CodeBlockProps) {
  const lines = useMemo(() => linesOf(text), [text]);
  const coloured = useHighlight(text, language);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls takes the focus
    <pre className="code-block" tabIndex={0}>
      {lines.slice(0, MOST_LINES).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing else
        <div key={index}>
          <CodeLine text={line} runs={coloured?.[index]} />
        </div>
      ))}
      {lines.length > MOST_LINES ? (
        <div className="dim">… {lines.length - MOST_LINES} more lines</div>
      ) : null}
    </pre>
  );
}
