/** Artefacts as a matrix: a row for each specification, a column for each kind. */

import type { ArtefactState, ArtefactsQuery } from "../../api/generated.js";
import type { Look } from "../../ui/states.js";

export type Artefact = ArtefactsQuery["artefacts"]["artefacts"][number];

export interface Row {
  readonly specification: string;
  /** For each kind its artefacts: none, one, or a few. */
  readonly cells: readonly (readonly Artefact[])[];
}

export const ARTEFACT_LOOKS: Readonly<Record<ArtefactState, Look>> = {
  FRESH: { word: "Fresh", tone: "done" },
  STALE: { word: "Stale", tone: "skipped" },
  EDITED: { word: "Edited", tone: "running" },
  MISSING: { word: "Missing", tone: "failed" },
  FAILING: { word: "Failing", tone: "failed" },
};

/** The states, those to look at first first. */
export const STATES: readonly ArtefactState[] = [
  "FAILING",
  "MISSING",
  "EDITED",
  "STALE",
  "FRESH",
];

/** The rows whose specification holds `search`, and, where a state is given, that have an artefact in it. */
export function rowsOf(
  matrix: ArtefactsQuery["artefacts"],
  search: string,
  state: ArtefactState | null,
): Row[] {
  const bySpecification = grouped(matrix.artefacts);
  return matrix.specifications
    .filter((path) => path.toLowerCase().includes(search.toLowerCase()))
    .map((specification) => {
      const held = bySpecification.get(specification) ?? [];
      const cells = matrix.kinds.map(({ id }) =>
        held.filter((one) => one.kind === id),
      );
      return { specification, cells };
    })
    .filter(
      ({ cells }) =>
        state === null || cells.flat().some((one) => one.state === state),
    );
}

/** How many artefacts are in which state. */
export function countsOf(
  artefacts: readonly Artefact[],
): Readonly<Record<ArtefactState, number>> {
  const counts = { FRESH: 0, STALE: 0, EDITED: 0, MISSING: 0, FAILING: 0 };
  for (const { state } of artefacts) counts[state] += 1;
  return counts;
}

function grouped(artefacts: readonly Artefact[]): Map<string, Artefact[]> {
  const groups = new Map<string, Artefact[]>();
  for (const one of artefacts) {
    const held = groups.get(one.specification);
    if (held) held.push(one);
    else groups.set(one.specification, [one]);
  }
  return groups;
}

/** The state that a cell shows: the one to look at first. */
export function worstOf(cell: readonly Artefact[]): ArtefactState | null {
  return (
    STATES.find((state) => cell.some((one) => one.state === state)) ?? null
  );
}
