/** Where links between the pages of the documentation lead. */

import { helpPlace, hrefOf } from "../../route/place.js";

export interface Target {
  readonly href: string;
  /** Whether it leads away from here. */
  readonly isAway: boolean;
}

/** `../how-to/update.md#conflicts`, `db.md`, `#records` */
const WITHIN = /^(?:(?:[\w./-]*\/)?([\w-]+)\.md)?(?:#([\w-]+))?$/;

/** The target of a link on a page; null where it leads to what is not here: a file of the repository. */
export function targetOf(href: string, page: string): Target | null {
  if (/^https?:\/\//.test(href)) return { href, isAway: true };
  const within = WITHIN.exec(href);
  if (!within) return null;
  const [, name = page, section = ""] = within;
  return { href: hrefOf(helpPlace(name, section)), isAway: false };
}
