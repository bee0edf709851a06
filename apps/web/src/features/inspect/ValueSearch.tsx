import { useState } from "react";

import { type PartFragment, ValueSearchDocument } from "../../api/generated.js";
import { useApi } from "../../api/useApi.js";
import { SearchField } from "../../ui/SearchField.js";
import { useLater } from "../../ui/useLater.js";
import { pathText } from "./pointer.js";

interface ValueSearchProps {
  readonly digest: string;
  readonly onFound: (part: PartFragment) => void;
}

const SHOWN = 30;

/** Finds the parts of a value that hold a text. */
export function ValueSearch({ digest, onFound }: ValueSearchProps) {
  const [text, setText] = useState("");
  const asked = useLater(text.trim(), 200);
  const { data } = useApi(
    ValueSearchDocument,
    { digest, text: asked },
    { enabled: asked !== "", forever: true, keep: true },
  );
  const search = asked === "" ? undefined : data?.value?.search;
  const parts = search?.parts.slice(0, SHOWN) ?? [];
  return (
    <div className="value-search">
      <SearchField
        label="Search keys and values"
        value={text}
        onChange={setText}
        onKeyDown={(event) => {
          const [first] = parts;
          if (event.key === "Enter" && first) onFound(first);
          if (event.key === "Escape" && text !== "") {
            event.stopPropagation();
            setText("");
          }
        }}
      />
      {search ? (
        <ul className="value-found" aria-label="Found">
          {parts.map((part) => (
            <li key={part.path}>
              <button type="button" onClick={() => onFound(part)}>
                <code className="tree-key truncate">{pathText(part.path)}</code>
                <code className="dim truncate">{part.preview}</code>
              </button>
            </li>
          ))}
          <li className="note">
            {parts.length === 0
              ? "Nothing holds this text."
              : search.hasMore || search.parts.length > SHOWN
                ? "There is more: search for more of it."
                : ""}
          </li>
        </ul>
      ) : null}
    </div>
  );
}
