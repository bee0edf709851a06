import type { Json } from "./config.js";
import { type InputProps, ValueInput } from "./ValueInput.js";
import { defaultsOf } from "./values.js";

/** The items of an array, each entered as its configuration says. */
export function ListInput(props: InputProps) {
  const { config, place, value, problems, change } = props;
  const items: readonly Json[] = Array.isArray(value) ? value : [];
  const item = config.item ?? { input: "json" };
  const fresh = item.input === "group" ? defaultsOf(item.fields ?? []) : "";
  return (
    <div className="list" id={place}>
      {items.map((each, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is what stands at its place
        <div className="item" key={index}>
          <ValueInput
            config={item}
            place={`${place}.${index}`}
            value={each}
            problems={problems}
            change={(changed) => change(items.with(index, changed ?? ""))}
          />
          <button
            type="button"
            title="Remove"
            onClick={() => change(items.toSpliced(index, 1))}
          >
            ×
          </button>
        </div>
      ))}
      <button type="button" onClick={() => change([...items, fresh])}>
        Add
      </button>
    </div>
  );
}
