import type { Json, JsonObject, ValueConfig } from "./config.js";
import { FieldRows } from "./FieldRows.js";
import { JsonInput } from "./JsonInput.js";
import { ListInput } from "./ListInput.js";
import type { Problems } from "./values.js";

export interface InputProps {
  readonly config: ValueConfig & {
    readonly placeholder?: string;
    readonly rows?: number;
    readonly readOnly?: true;
  };
  /** The place of the value in the record: `lines.0.item`. */
  readonly place: string;
  readonly value: Json | undefined;
  readonly problems: Problems;
  readonly change: (value: Json | undefined) => void;
}

/** How a value is entered, as its configuration says. What is left empty is absent. */
export function ValueInput(props: InputProps) {
  const { config, place, value, problems, change } = props;
  const common = {
    id: place,
    disabled: config.readOnly ?? false,
    "aria-invalid": place in problems,
  };
  const text = typeof value === "string" ? value : "";
  switch (config.input) {
    case "checkbox":
      return (
        <input
          {...common}
          type="checkbox"
          checked={value === true}
          onChange={({ target }) => change(target.checked)}
        />
      );
    case "number":
      return (
        <input
          {...common}
          type="number"
          step="any"
          min={config.min}
          max={config.max}
          placeholder={config.placeholder}
          value={typeof value === "number" ? value : ""}
          onChange={({ target }) =>
            change(target.value === "" ? undefined : target.valueAsNumber)
          }
        />
      );
    case "select":
      return (
        <select
          {...common}
          value={text}
          onChange={({ target }) => change(target.value || undefined)}
        >
          <option value="" />
          {config.options?.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      );
    case "textarea":
    case "code":
      return (
        <textarea
          {...common}
          rows={config.rows ?? 4}
          placeholder={config.placeholder}
          value={text}
          onChange={({ target }) => change(target.value || undefined)}
        />
      );
    case "group":
      return (
        <FieldRows
          fields={config.fields ?? []}
          place={place}
          object={isObject(value) ? value : {}}
          problems={problems}
          change={change}
        />
      );
    case "list":
      return <ListInput {...props} />;
    case "json":
      return <JsonInput {...props} />;
    default:
      return (
        <input
          {...common}
          type={config.input === "password" ? "password" : "text"}
          placeholder={config.placeholder}
          value={text}
          onChange={({ target }) => change(target.value || undefined)}
        />
      );
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
