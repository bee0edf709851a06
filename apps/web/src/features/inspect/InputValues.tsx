import { useState } from "react";

import type { ValueHeadFragment } from "../../api/generated.js";
import { formatSize } from "../../format/format.js";
import { Empty } from "../../ui/Empty.js";
import { ValueView } from "./ValueView.js";

interface InputValuesProps {
  readonly inputs: readonly {
    readonly name: string;
    readonly value: ValueHeadFragment | null;
  }[];
}

/** What came in, one port at a time. */
export function InputValues({ inputs }: InputValuesProps) {
  const [chosen, setChosen] = useState("");
  if (inputs.length === 0) return <Empty title="Nothing comes in" />;
  const shown = inputs.find(({ name }) => name === chosen) ?? inputs[0];
  return (
    <div className="value-ports">
      {inputs.length > 1 ? (
        <ul className="port-list" aria-label="Ports">
          {inputs.map(({ name, value }) => (
            <li key={name}>
              <button
                type="button"
                aria-pressed={name === shown?.name}
                onClick={() => setChosen(name)}
              >
                <code className="truncate">{name}</code>
                <span className="dim numbers">
                  {value ? formatSize(value.size) : "gone"}
                </span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {shown?.value ? (
        <ValueView
          key={shown.name}
          value={shown.value}
          label={`input ${shown.name}`}
        />
      ) : (
        <Empty title="This value is no longer kept" />
      )}
    </div>
  );
}
