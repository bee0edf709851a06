import type { ComponentProps, ReactNode } from "react";

import { Hint } from "./Hint.js";

interface IconButtonProps extends ComponentProps<"button"> {
  /** What it does: its name and its tooltip. */
  readonly label: string;
  readonly keys?: string;
  readonly children: ReactNode;
}

export function IconButton({
  label,
  keys,
  children,
  className = "",
  ...rest
}: IconButtonProps) {
  return (
    <Hint text={label} {...(keys ? { keys } : {})}>
      <button
        type="button"
        aria-label={label}
        className={`icon-button ${className}`}
        {...rest}
      >
        {children}
      </button>
    </Hint>
  );
}
