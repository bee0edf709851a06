import { useEffect, useMemo, useState } from "react";

import type { Picture } from "./card.js";
import { canTidy, tidy } from "./elk.js";
import { authoredLayout, type Point } from "./geometry.js";

export type Arrangement = "authored" | "tidied";
export type Layout = ReadonlyMap<string, Point>;

interface Known {
  readonly digest: string;
  readonly layout: Layout;
}

const MOST_KEPT = 100;
const kept = new Map<string, Layout>();

/** Keeps where the cards of a picture are. */
function keepLayout(digest: string, layout: Layout): void {
  kept.set(digest, layout);
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
}

/**
 * Where the cards of a picture are; null while that is computed.
 * The second part says whether the author's arrangement can be had.
 */
export function useLayout(
  picture: Picture,
  wanted: Arrangement,
): readonly [Layout | null, boolean] {
  const { digest } = picture;
  // The digest names cards, links and positions: states do not move anything.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const authored = useMemo(() => authoredLayout(picture.cards), [digest]);
  const [known, setKnown] = useState<Known | null>(null);
  const needed = (wanted === "tidied" && canTidy()) || authored === null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (!needed || kept.has(digest)) return;
    let isWanted = true;
    void tidy(picture).then((layout) => {
      keepLayout(digest, layout);
      if (isWanted) setKnown({ digest, layout });
    });
    return () => {
      isWanted = false;
    };
  }, [digest, needed]);

  const tidied =
    known?.digest === digest ? known.layout : (kept.get(digest) ?? null);
  return [needed ? tidied : authored, authored !== null];
}
