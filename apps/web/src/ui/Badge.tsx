import type { ReactNode } from "react";

/** A word beside another. */
export function Badge({ children }: { readonly children: ReactNode }) {
  return <span className="badge tone-waiting">{children}</span>;
}
