import { expect, test } from "vitest";

import { ticksOf } from "./timeScale.js";

test.each([
  [0, [0]],
  [1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [0.0037, [0, 0.001, 0.002, 0.003]],
  [12, [0, 5, 10]],
  [61, [0, 20, 40, 60]],
])("%d seconds have ticks at %j", (seconds, ticks) => {
  expect(ticksOf(seconds, 5)).toEqual(ticks);
});
