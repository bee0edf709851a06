/** Colours code away from the page, which stays fluid meanwhile. */

import { type Asked, colour } from "./colour.js";

self.addEventListener("message", (event: MessageEvent<Asked>) => {
  const { id } = event.data;
  void colour(event.data).then(
    (lines) => self.postMessage({ id, lines }),
    () => self.postMessage({ id, lines: null }),
  );
});
