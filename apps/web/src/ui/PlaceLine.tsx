import { CopyButton } from "./CopyButton.js";

interface PlaceLineProps {
  readonly text: string;
  readonly label: string;
}

const NUMBERS = /(:\d+)+$/;

/** A place or an address to copy; the numbers at its end stay together where it is broken into lines. */
export function PlaceLine({ text, label }: PlaceLineProps) {
  const numbers = NUMBERS.exec(text)?.[0] ?? "";
  return (
    <p className="problem-place">
      <code>
        {text.slice(0, text.length - numbers.length)}
        <span className="unbroken">{numbers}</span>
      </code>
      <CopyButton text={text} label={label} />
    </p>
  );
}
