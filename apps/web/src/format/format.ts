/** Figures as people read them. */

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** `12.4 kB`, in powers of 1000. */
export function formatSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit] ?? "TB"}`;
}

/** `84 µs`, `340 ms`, `2.41 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.0000005) return "0 ms";
  if (seconds < 0.0005) return `${Math.round(seconds * 1e6)} µs`;
  if (seconds < 0.0095) return `${(seconds * 1000).toFixed(1)} ms`;
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const COUNT = new Intl.NumberFormat("en-US");

/** `12,000` */
export function formatCount(count: number): string {
  return COUNT.format(count);
}

/** `1 file`, `2 files`, `1,000 entries` */
export function countOf(
  count: number,
  noun: string,
  plural = `${noun}s`,
): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

const RELATIVE = new Intl.RelativeTimeFormat("en-US", {
  numeric: "auto",
  style: "short",
});
const STEPS: readonly [
  limit: number,
  size: number,
  unit: "minute" | "hour" | "day",
][] = [
  [3600, 60, "minute"],
  [86400, 3600, "hour"],
  [30 * 86400, 86400, "day"],
];

/** How long ago a time was: `just now`, `5 min. ago`, `yesterday`, then the date. */
export function formatAgo(at: number, now: number): string {
  const past = now - at;
  if (past < 45) return "just now";
  for (const [limit, size, unit] of STEPS) {
    if (past < limit - size / 2) {
      return RELATIVE.format(-Math.max(1, Math.round(past / size)), unit);
    }
  }
  return new Date(at * 1000).toISOString().slice(0, 10);
}

/** Date and time of day in the reader's zone. */
export function formatTime(at: number): string {
  return new Date(at * 1000).toLocaleString("sv-SE");
}
