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

/**
 * Goes to a place; `replace` leaves no step to go back to. The page is there when this
 * returns: a browser tells of a new hash only later, and a key pressed until then would
 * be taken for one pressed at the old place.
 */
export function go(place: Place, how: "push" | "replace" = "push"): void {
  const href = hrefOf(place);
  if (href === window.location.hash) return;
  if (how === "push") window.history.pushState(null, "", href);
  else window.history.replaceState(null, "", href);
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}
