import type { ComponentProps, ReactNode } from "react";

interface ButtonProps extends ComponentProps<"button"> {
  readonly kind?: "plain" | "primary" | "danger" | "ghost";
  readonly icon?: ReactNode;
}

export function Button({
  kind = "plain",
  icon,
  children,
  className = "",
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      className={`button button-${kind} ${className}`}
      {...rest}
    >
      {icon}
      {children}
    </button>
  );
}
