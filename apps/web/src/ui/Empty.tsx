import type { ReactNode } from "react";

interface EmptyProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
}

/** What stands where there is nothing to show, and what to do about it. */
export function Empty({ icon, title, children }: EmptyProps) {
  return (
    <div className="empty">
      {icon}
      <p className="empty-title">{title}</p>
      {children ? <div className="empty-text">{children}</div> : null}
    </div>
  );
}
