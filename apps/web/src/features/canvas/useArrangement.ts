import { useState } from "react";

import type { Arrangement } from "./useLayout.js";

/** How the cards of a diagram are arranged; the browser remembers it for each. */
export function useArrangement(name: string): {
  readonly arrangement: Arrangement;
  readonly setArrangement: (arrangement: Arrangement) => void;
} {
  const key = `dipeo.arrangement.${name}`;
  const [chosen, setChosen] = useState<Readonly<Record<string, Arrangement>>>(
    {},
  );
  const arrangement = chosen[key] ?? remembered(key);
  const setArrangement = (next: Arrangement) => {
    setChosen((all) => ({ ...all, [key]: next }));
    try {
      localStorage.setItem(key, next);
    } catch {
      // It is then remembered until the page is closed.
    }
  };
  return { arrangement, setArrangement };
}

function remembered(key: string): Arrangement {
  try {
    return localStorage.getItem(key) === "tidied" ? "tidied" : "authored";
  } catch {
    return "authored";
  }
}
