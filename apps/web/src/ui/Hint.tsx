import { Tooltip } from "radix-ui";
import type { ReactNode } from "react";

interface HintProps {
  readonly text: ReactNode;
  readonly keys?: string;
  readonly side?: "top" | "bottom" | "left" | "right";
  readonly children: ReactNode;
}

/** A tooltip for what it holds, one element that takes the focus. */
export function Hint({ text, keys, side = "bottom", children }: HintProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          className="hint"
          side={side}
          sideOffset={6}
          collisionPadding={8}
        >
          {text}
          {keys ? <kbd>{keys}</kbd> : null}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
