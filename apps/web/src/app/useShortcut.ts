import { useEffect, useEffectEvent } from "react";

/** Calls `action` on Ctrl or Command with a key. */
export function useShortcut(
  key: string,
  action: () => void,
  enabled = true,
): void {
  const act = useEffectEvent(action);
  useEffect(() => {
    if (!enabled) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key === key) {
        event.preventDefault();
        act();
      }
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [key, enabled]);
}
