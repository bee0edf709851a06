import { useCallback, useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";

const KEY = "dipeo.theme";
const watchers = new Set<() => void>();

function read(): Theme {
  const kept = stored();
  return kept === "light" || kept === "dark" ? kept : "system";
}

/** What the browser keeps; nothing where it keeps nothing for this page. */
function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function subscribe(onChange: () => void): () => void {
  watchers.add(onChange);
  return () => watchers.delete(onChange);
}

/** Shows the theme that was chosen last; call it before anything is drawn. */
export function applyTheme(theme: Theme = read()): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** The chosen theme, and a function that chooses another. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore(subscribe, read);
  const choose = useCallback((next: Theme) => {
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // The choice then holds until the page is closed.
    }
    applyTheme(next);
    for (const watcher of watchers) watcher();
  }, []);
  return [theme, choose];
}
