import type { FieldConfig, JsonObject } from "./config.js";
import { ValueInput } from "./ValueInput.js";
import { isVisible, type Problems, withField } from "./values.js";

interface Props {
  readonly fields: readonly FieldConfig[];
  readonly place: string;
  readonly object: JsonObject;
  readonly problems: Problems;
  readonly change: (object: JsonObject) => void;
}

/** The fields of an object: label, input, what it is for, what is wrong with it. */
export function FieldRows({ fields, place, object, problems, change }: Props) {
  const rows = fields.filter((field) => isVisible(field, object));
  return (
    <div className="rows">
      {rows.map((field) => {
        const at = place === "" ? field.name : `${place}.${field.name}`;
        return (
          <div className={`row ${field.input}`} key={field.name}>
            <label htmlFor={at}>
              {field.label}
              {field.required && <span aria-hidden> *</span>}
            </label>
            <ValueInput
              config={field}
              place={at}
              value={object[field.name]}
              problems={problems}
              change={(value) => change(withField(object, field.name, value))}
            />
            {problems[at] ? (
              <p className="problem">{problems[at]}</p>
            ) : (
              field.description && <p className="hint">{field.description}</p>
            )}
          </div>
        );
      })}
    </div>
  );
}
