import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";

import type { PartFragment, ValueHeadFragment } from "../../api/generated.js";
import { type RowsHandle, VirtualRows } from "../../ui/VirtualRows.js";
import { isBranch, type Mark, markOf, rowAt, type TreeRow } from "./tree.js";
import { TreeLine } from "./TreeLine.js";
import { useTree } from "./useTree.js";
import { ValueSearch } from "./ValueSearch.js";

interface JsonTreeProps {
  readonly value: ValueHeadFragment;
  readonly label: string;
  /** Called for a string that is shown as a text of its own. */
  readonly onText: (part: PartFragment) => void;
}

/** A JSON value as a tree that is fetched as far as it is opened. */
export function JsonTree({ value, label, onText }: JsonTreeProps) {
  const { rows, toggle, more, reveal } = useTree(value);
  const [active, setActive] = useState<Mark | null>(null);
  const handle = useRef<RowsHandle>(null);
  const id = useId();
  const at = rowAt(rows, active);
  const here = rows[at];
  useEffect(() => {
    if (at >= 0) handle.current?.scrollToRow(at);
  }, [at]);

  const move = (row: number) => {
    const to = rows[Math.min(Math.max(row, 0), rows.length - 1)];
    if (to) setActive(markOf(to));
  };
  const act = (row: TreeRow | undefined) => {
    if (row?.kind === "more") more(row.path);
    if (row?.kind !== "part") return;
    if (isBranch(row.part)) toggle(row.part);
    else if (row.part.kind === "STRING") onText(row.part);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = here;
    const isOpen = row?.kind === "part" && row.isOpen;
    if (event.key === "ArrowDown") move(at + 1);
    else if (event.key === "ArrowUp") move(at - 1);
    else if (event.key === "Home") move(0);
    else if (event.key === "End") move(rows.length - 1);
    else if (event.key === "Enter") act(row);
    else if (event.key === "ArrowRight") {
      if (isOpen) move(at + 1);
      else if (row?.kind === "part" && isBranch(row.part)) act(row);
    } else if (event.key === "ArrowLeft") {
      if (isOpen) act(row);
      else move(parentRow(rows, at));
    } else return;
    event.preventDefault();
  };

  return (
    <div className="tree">
      <ValueSearch
        digest={value.digest}
        onFound={(part) => {
          reveal(part.path);
          setActive({ path: part.path, child: null });
        }}
      />
      <VirtualRows
        count={rows.length}
        rowHeight={22}
        label={label}
        role="tree"
        handle={handle}
        onKeyDown={onKeyDown}
        activeId={here && `${id}${keyOf(here)}`}
        className="tree-rows"
      >
        {(index) => {
          const row = rows[index];
          return row ? (
            <TreeLine
              id={`${id}${keyOf(row)}`}
              row={row}
              isActive={index === at}
              onAct={() => {
                setActive(markOf(row));
                act(row);
              }}
              onText={onText}
            />
          ) : null;
        }}
      </VirtualRows>
    </div>
  );
}

/** Unlike those of all other rows. */
function keyOf(row: TreeRow): string {
  return row.kind === "part" ? row.part.path : `${row.path} ${row.kind}`;
}

function parentRow(rows: readonly TreeRow[], at: number): number {
  const depth = rows[at]?.depth ?? 0;
  return Math.max(
    0,
    rows.findLastIndex((row, index) => index < at && row.depth < depth),
  );
}
