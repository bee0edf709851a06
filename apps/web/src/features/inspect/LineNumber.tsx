interface LineNumberProps {
  /** Null where the line has none. */
  readonly number: number | null;
  /** The highest number of the text, for which there is room on every line. */
  readonly highest: number;
}

const FEWEST_DIGITS = 4;

/** The number before a line of code. */
export function LineNumber({ number, highest }: LineNumberProps) {
  const digits = Math.max(FEWEST_DIGITS, String(highest).length);
  return (
    <span className="code-number" aria-hidden>
      <span style={{ width: `${digits}ch` }}>{number ?? ""}</span>
    </span>
  );
}
