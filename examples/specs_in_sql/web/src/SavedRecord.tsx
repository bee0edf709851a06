import type { Saved } from "./api.js";
import { recordTypes } from "./generated/index.js";

/** A record in the list of all; its type may be gone by now. */
export function SavedRecord({ record: { data } }: { readonly record: Saved }) {
  const { type, ...values } = data;
  const card = recordTypes.find(({ config }) => config.type === type)?.config;
  return (
    <li style={{ borderColor: card?.color }}>
      <strong>
        {card?.icon} {card?.label ?? String(type)}
      </strong>
      <dl>
        {Object.entries(values).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{typeof value === "string" ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
