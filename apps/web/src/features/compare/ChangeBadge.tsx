import type { Change } from "../../api/generated.js";
import { CHANGE_LOOKS } from "./changes.js";

export function ChangeBadge({ change }: { readonly change: Change }) {
  const { word, tone } = CHANGE_LOOKS[change];
  return <span className={`badge tone-${tone} badge-word`}>{word}</span>;
}
