import { useEffect, useState } from "react";

/** The time in seconds since the epoch; it goes on while `isTicking`. */
export function useNow(isTicking: boolean, milliseconds = 250): number {
  const [now, setNow] = useState(() => Date.now() / 1000);
  useEffect(() => {
    if (!isTicking) return;
    setNow(Date.now() / 1000);
    const timer = setInterval(() => setNow(Date.now() / 1000), milliseconds);
    return () => clearInterval(timer);
  }, [isTicking, milliseconds]);
  return now;
}
