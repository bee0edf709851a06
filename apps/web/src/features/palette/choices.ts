/** What a palette offers for what was typed. */

import { type Place, runPlace } from "../../route/place.js";

export interface Choice {
  readonly kind: "page" | "diagram" | "run" | "history" | "help";
  readonly title: string;
  readonly note: string;
  readonly place: Place;
}

export interface ChoiceGroup {
  readonly heading: string;
  readonly choices: readonly Choice[];
}

const PAGES: readonly Choice[] = [
  { kind: "page", title: "Diagrams", note: "", place: { page: "diagrams" } },
  {
    kind: "history",
    title: "Runs",
    note: "",
    place: { page: "runs", diagram: "" },
  },
  { kind: "page", title: "Artefacts", note: "", place: { page: "artefacts" } },
];
const MOST = 12;

/** How well a text fits what was typed: its letters in order, words and beginnings first; null where it does not. */
export function scoreOf(text: string, typed: string): number | null {
  const [hay, needle] = [text.toLowerCase(), typed.toLowerCase().trim()];
  if (needle === "") return 0;
  const at = hay.indexOf(needle);
  if (at >= 0) {
    const before = at === 0 ? "" : hay[at - 1];
    return at / 100 + (before === "" || /\W|_/.test(before ?? "") ? 0 : 5);
  }
  let from = 0;
  let gaps = 0;
  for (const letter of needle.replaceAll(" ", "")) {
    const found = hay.indexOf(letter, from);
    if (found < 0) return null;
    gaps += found - from;
    from = found + 1;
  }
  return 20 + gaps;
}

/** The groups of choices, the best of each group first, empty groups left out. */
export function choicesOf(
  typed: string,
  diagrams: readonly Choice[],
  runs: readonly Choice[],
  help: readonly Choice[],
): ChoiceGroup[] {
  const number = /^#?(\d{1,9})$/.exec(typed.trim())?.[1];
  const asked: Choice[] = number
    ? [
        {
          kind: "run",
          title: `Run ${number}`,
          note: "",
          place: runPlace(Number(number)),
        },
      ]
    : [];
  const groups = [
    { heading: "Diagrams", choices: best(diagrams, typed) },
    { heading: "Runs", choices: number ? asked : best(runs, typed) },
    { heading: "Pages", choices: best(PAGES, typed) },
    { heading: "Help", choices: best(help, typed) },
  ];
  return groups.filter(({ choices }) => choices.length > 0);
}

function best(choices: readonly Choice[], typed: string): Choice[] {
  return choices
    .map((choice) => ({ choice, score: scoreOf(choice.title, typed) }))
    .filter(
      (one): one is { choice: Choice; score: number } => one.score !== null,
    )
    .sort((a, b) => a.score - b.score)
    .slice(0, MOST)
    .map(({ choice }) => choice);
}
