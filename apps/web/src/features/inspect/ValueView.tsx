import { ArrowLeft } from "lucide-react";
import { useState } from "react";

import type { PartFragment, ValueHeadFragment } from "../../api/generated.js";
import { countOf, formatSize } from "../../format/format.js";
import { CopyButton } from "../../ui/CopyButton.js";
import { Segmented } from "../../ui/Segmented.js";
import { JsonTree } from "./JsonTree.js";
import type { Language } from "./language.js";
import { pathText } from "./pointer.js";
import { TextView } from "./TextView.js";

interface ValueViewProps {
  readonly value: ValueHeadFragment;
  /** What it is: `output`, `input spec_data`. */
  readonly label: string;
  readonly language?: Language;
}

const MODES = [
  { value: "tree", label: "Tree" },
  { value: "text", label: "JSON" },
] as const;

/** A value: text as text, anything else as a tree or as JSON. */
export function ValueView({ value, label, language }: ValueViewProps) {
  const [mode, setMode] = useState<"tree" | "text">("tree");
  const [part, setPart] = useState<PartFragment | null>(null);
  const { digest } = value;
  const isString = value.kind === "STRING";
  return (
    <div className="value">
      <div className="value-bar">
        {part ? (
          <button
            type="button"
            className="button button-ghost value-back"
            onClick={() => setPart(null)}
          >
            <ArrowLeft size={14} />
            <code className="truncate">{pathText(part.path)}</code>
          </button>
        ) : (
          <span className="dim numbers truncate">
            {describe(value)}, {formatSize(value.size)}
          </span>
        )}
        <span className="value-actions">
          {part ? (
            <CopyButton text={pathText(part.path)} label="Copy the path" />
          ) : null}
          {isString || part ? null : (
            <Segmented
              label="How the value is shown"
              value={mode}
              options={MODES}
              onChange={setMode}
            />
          )}
        </span>
      </div>
      {part ? (
        <TextView
          digest={digest}
          path={part.path}
          label={pathText(part.path)}
        />
      ) : isString ? (
        <TextView
          digest={digest}
          path=""
          label={label}
          {...(language ? { language } : {})}
        />
      ) : mode === "text" ? (
        <TextView digest={digest} path="" label={label} language="json" />
      ) : (
        <JsonTree key={digest} value={value} label={label} onText={setPart} />
      )}
    </div>
  );
}

function describe(value: ValueHeadFragment): string {
  switch (value.kind) {
    case "ARRAY":
      return `array of ${countOf(value.length, "item")}`;
    case "OBJECT":
      return `object with ${countOf(value.length, "key")}`;
    case "STRING":
      return `text of ${countOf(value.length, "character")}`;
    default:
      return value.kind.toLowerCase();
  }
}
