import { ChevronDown, ChevronRight } from "lucide-react";

import type { PartFragment } from "../../api/generated.js";
import { formatCount } from "../../format/format.js";
import { CopyButton } from "../../ui/CopyButton.js";
import { pathText } from "./pointer.js";
import { isBranch, type TreeRow } from "./tree.js";

interface TreeLineProps {
  readonly id: string;
  readonly row: TreeRow;
  readonly isActive: boolean;
  readonly onAct: () => void;
  readonly onText: (part: PartFragment) => void;
}

const LONG = 60;

/** A row of the tree. Keys act on the tree, which has the focus; the pointer acts here. */
export function TreeLine({ id, row, isActive, onAct, onText }: TreeLineProps) {
  const indent = { paddingLeft: 6 + row.depth * 14 };
  const active = isActive ? "tree-line tree-active" : "tree-line";
  if (row.kind !== "part") {
    return (
      // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus
      // biome-ignore lint/a11y/useKeyWithClickEvents: keys arrive at the tree
      <div
        id={id}
        role="treeitem"
        aria-level={row.depth + 1}
        aria-selected={isActive}
        className={active}
        style={indent}
        onClick={onAct}
      >
        <span className="tree-mark" />
        {row.kind === "wait" ? (
          <span className="dim">…</span>
        ) : (
          <span className="tree-more">
            Show more: {formatCount(row.total - row.known)} left
          </span>
        )}
      </div>
    );
  }
  const { part, isOpen } = row;
  const branch = isBranch(part);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys arrive at the tree
    <div
      id={id}
      role="treeitem"
      aria-level={row.depth + 1}
      aria-selected={isActive}
      aria-expanded={branch ? isOpen : undefined}
      className={active}
      style={indent}
      onClick={onAct}
    >
      <span className="tree-mark" aria-hidden>
        {branch ? (
          isOpen ? (
            <ChevronDown size={13} />
          ) : (
            <ChevronRight size={13} />
          )
        ) : null}
      </span>
      {part.key === "" && part.path === "" ? null : (
        <span className="tree-key">{part.key}</span>
      )}
      <span className={`tree-value tree-${part.kind.toLowerCase()}`}>
        {isOpen ? <span className="dim">{holds(part)}</span> : part.preview}
      </span>
      <span className="tree-actions">
        {part.kind === "STRING" && part.length > LONG ? (
          <button
            type="button"
            tabIndex={-1}
            className="tree-open"
            onClick={(event) => {
              event.stopPropagation();
              onText(part);
            }}
          >
            open
          </button>
        ) : null}
        <CopyButton
          text={pathText(part.path)}
          label={`Copy the path ${pathText(part.path)}`}
          tabIndex={-1}
        />
      </span>
    </div>
  );
}

/** `{3}` or `[300]` */
function holds(part: PartFragment): string {
  const count = formatCount(part.length);
  return part.kind === "ARRAY" ? `[${count}]` : `{${count}}`;
}
