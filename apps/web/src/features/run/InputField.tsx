import { useId } from "react";

import { type Needed, textOf } from "./inputs.js";

interface InputFieldProps {
  readonly needed: Needed;
  readonly text: string;
  readonly problem: string | undefined;
  readonly onChange: (text: string) => void;
}

/** An input of a run, with what past runs were given. */
export function InputField({
  needed,
  text,
  problem,
  onChange,
}: InputFieldProps) {
  const id = useId();
  const about = `${id} about`;
  const common = {
    id,
    className: "input",
    value: text,
    "aria-invalid": problem !== undefined,
    "aria-describedby": about,
    spellCheck: false,
  };
  return (
    <div className="field">
      <label htmlFor={id}>{needed.name}</label>
      {needed.kind === "TEXT" ? (
        <>
          <input
            {...common}
            list={`${id} known`}
            autoComplete="off"
            onChange={(event) => onChange(event.target.value)}
          />
          <datalist id={`${id} known`}>
            {needed.examples.map((example) => (
              <option
                key={JSON.stringify(example)}
                value={textOf(needed, example)}
              />
            ))}
          </datalist>
        </>
      ) : (
        <textarea
          {...common}
          rows={needed.kind === "LIST" ? 5 : 6}
          placeholder={
            needed.kind === "LIST" ? '["a", "b"]' : '{"key": "value"}'
          }
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      <p id={about} className={problem ? "field-problem" : "dim"}>
        {problem ?? `For ${needed.nodes.join(", ")}`}
      </p>
    </div>
  );
}
