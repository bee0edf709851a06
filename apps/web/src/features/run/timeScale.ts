/** A scale of time from 0 to the end of a run. */

const STEPS = [1, 2, 5, 10] as const;

/** Ticks at round times: at most `most` of them after 0. */
export function ticksOf(seconds: number, most: number): number[] {
  if (!(seconds > 0)) return [0];
  const least = seconds / most;
  const power = 10 ** Math.floor(Math.log10(least));
  const step =
    (STEPS.find((one) => one * power >= least * 0.999) ?? 10) * power;
  const count = Math.floor((seconds / step) * 1.000001);
  return Array.from({ length: count + 1 }, (_, index) =>
    Number((index * step).toPrecision(12)),
  );
}
