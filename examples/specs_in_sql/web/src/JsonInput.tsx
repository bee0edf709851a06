import { useState } from "react";

import type { InputProps } from "./ValueInput.js";

/** A value that has no form of its own, as JSON; what is no JSON counts as text, which the schema refuses. */
export function JsonInput({
  config,
  place,
  value,
  problems,
  change,
}: InputProps) {
  const [text, setText] = useState(
    value === undefined ? "" : JSON.stringify(value, null, 2),
  );
  return (
    <textarea
      id={place}
      className="json"
      rows={config.rows ?? 3}
      aria-invalid={place in problems}
      value={text}
      onChange={({ target }) => {
        setText(target.value);
        change(target.value === "" ? undefined : parsed(target.value));
      }}
    />
  );
}

function parsed(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
