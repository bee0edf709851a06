import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useImperativeHandle,
  useRef,
} from "react";

export interface RowsHandle {
  readonly scrollToRow: (row: number) => void;
}

interface VirtualRowsProps {
  readonly count: number;
  /** In pixels. */
  readonly rowHeight: number;
  readonly children: (row: number) => ReactNode;
  readonly label: string;
  readonly role?: "list" | "tree" | "listbox" | "group";
  /** Told which rows are drawn. */
  readonly onRange?: (first: number, last: number) => void;
  readonly handle?: Ref<RowsHandle>;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  /** The id of the element that keys act on. */
  readonly activeId?: string | undefined;
  readonly className?: string;
  /** Whether rows may be wider than the list. */
  readonly wide?: boolean;
}

/** A list of any length: only the rows in sight are there. */
export function VirtualRows({
  count,
  rowHeight,
  children,
  label,
  role = "group",
  onRange,
  handle,
  onKeyDown,
  activeId,
  className = "",
  wide = false,
}: VirtualRowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const rows = virtual.getVirtualItems();
  const first = rows[0]?.index ?? 0;
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => onRange?.(first, last), [onRange, first, last]);
  useImperativeHandle(
    handle,
    () => ({ scrollToRow: (row) => virtual.scrollToIndex(row) }),
    [virtual],
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its role is given
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: its role is given
    <div
      ref={scroller}
      className={`rows ${className}`}
      role={role}
      aria-label={label}
      // A scrolling list takes the focus, so that keys can scroll it.
      tabIndex={0}
      onKeyDown={onKeyDown}
      aria-activedescendant={activeId}
    >
      <div
        className={wide ? "rows-inner rows-wide" : "rows-inner"}
        role="presentation"
        style={{ height: virtual.getTotalSize() }}
      >
        <div
          role="presentation"
          className="rows-window"
          style={{ transform: `translateY(${rows[0]?.start ?? 0}px)` }}
        >
          {rows.map((row) => (
            <div
              key={row.index}
              role="presentation"
              style={{ height: rowHeight }}
              className="rows-row"
            >
              {children(row.index)}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
