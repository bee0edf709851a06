import { PanelRightOpen, X } from "lucide-react";
import { type ReactNode, useState } from "react";

import { IconButton } from "../../ui/IconButton.js";
import { Resizer } from "../../ui/Resizer.js";

interface WorkbenchProps {
  readonly head: ReactNode;
  readonly children: ReactNode;
  /** null where there is none. */
  readonly side: ReactNode | null;
  /** Whether the panel at the side shows a selection, which can be closed. */
  readonly onClose: (() => void) | null;
}

const KEY = "dipeo.side";
const USUAL = 420;
const LEAST = 300;

/** A head, something large, and a panel beside it whose width can be changed. */
export function Workbench({ head, children, side, onClose }: WorkbenchProps) {
  const [width, setWidth] = useState(kept);
  const [isOpen, setOpen] = useState(true);
  const resize = (next: number) => {
    const most = Math.max(LEAST, window.innerWidth * 0.65);
    const fits = Math.round(Math.min(Math.max(next, LEAST), most));
    setWidth(fits);
    try {
      localStorage.setItem(KEY, String(fits));
    } catch {
      // The width is then that of this visit.
    }
  };
  const isShown = isOpen || onClose !== null;
  return (
    <div className="workbench">
      {head}
      <div className="workbench-body">
        <div className="workbench-main">{children}</div>
        {side === null ? null : isShown ? (
          <>
            <Resizer width={width} onResize={resize} />
            <aside
              className="workbench-side"
              style={{ width }}
              aria-label="Details"
            >
              <IconButton
                label={onClose ? "Close the selection" : "Hide the panel"}
                className="workbench-close"
                onClick={onClose ?? (() => setOpen(false))}
              >
                <X size={15} />
              </IconButton>
              {side}
            </aside>
          </>
        ) : (
          <IconButton
            label="Show the panel"
            className="workbench-show"
            onClick={() => setOpen(true)}
          >
            <PanelRightOpen size={16} />
          </IconButton>
        )}
      </div>
    </div>
  );
}

function kept(): number {
  try {
    const width = Number(localStorage.getItem(KEY));
    if (width >= LEAST) return Math.min(width, window.innerWidth * 0.65);
  } catch {
    // Then it is as wide as it usually is.
  }
  return Math.round(Math.min(USUAL, window.innerWidth * 0.37));
}
