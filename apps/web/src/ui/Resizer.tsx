import type { KeyboardEvent, PointerEvent } from "react";

interface ResizerProps {
  /** Of what is to its right. */
  readonly width: number;
  readonly onResize: (width: number) => void;
}

const STEP = 24;

/** A line that is dragged, or moved by arrow keys. */
export function Resizer({ width, onResize }: ResizerProps) {
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) {
      onResize(window.innerWidth - event.clientX);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowLeft") onResize(width + STEP);
    if (event.key === "ArrowRight") onResize(width - STEP);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be moved
    <div
      className="resizer"
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the panel"
      aria-valuenow={width}
      aria-valuemin={300}
      tabIndex={0}
      onPointerDown={(event) =>
        event.currentTarget.setPointerCapture(event.pointerId)
      }
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  );
}
