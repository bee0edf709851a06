import { useMemo, useSyncExternalStore } from "react";

import { hrefOf, type Place, placeOf } from "./place.js";

function subscribe(onChange: () => void): () => void {
  window.addEventListener("hashchange", onChange);
  return () => window.removeEventListener("hashchange", onChange);
}

/** Where one is; a component that asks is drawn again when that changes. */
export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return useMemo(() => placeOf(hash), [hash]);
}

/** Goes to a place; `replace` leaves no step to go back to. */
export function go(place: Place, how: "push" | "replace" = "push"): void {
  const href = hrefOf(place);
  if (href === window.location.hash) return;
  if (how === "push") {
    window.location.hash = href;
  } else {
    window.history.replaceState(null, "", href);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  }
}
