import type { Run } from "./colour.js";

const MOST_CHARS = 2000;

interface CodeLineProps {
  readonly text: string;
  readonly runs: readonly Run[] | undefined;
}

/** A line of code; a very long one is cut, its end is in the copy. */
export function CodeLine({ text, runs }: CodeLineProps) {
  if (text.length > MOST_CHARS) {
    return (
      <span>
        {text.slice(0, MOST_CHARS)}
        <span className="dim">
          {" "}
          … {text.length - MOST_CHARS} more characters
        </span>
      </span>
    );
  }
  if (!runs) return <span>{text}</span>;
  let at = 0;
  return (
    <span>
      {runs.map((run) => {
        const key = at;
        at += run.text.length;
        return (
          <span
            key={key}
            style={{ color: `light-dark(${run.light}, ${run.dark})` }}
          >
            {run.text}
          </span>
        );
      })}
    </span>
  );
}
