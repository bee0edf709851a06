/** What an exported file holds: answers of the API, values, and where cards are. */

export interface Recording {
  readonly run: number;
  /** The diagram's name. */
  readonly title: string;
  /** Answers by the question, see `questionKey`. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** JSON values by digest. */
  readonly values: Readonly<Record<string, unknown>>;
  /** What is left out, in words; "" where nothing is. */
  readonly notice: string;
  /** Where the cards of a picture are, by its digest. */
  readonly layouts: Readonly<
    Record<string, readonly (readonly [string, number, number])[]>
  >;
}

/** The id of the element that holds the recording. */
export const RECORDING_ID = "dipeo-run";

/** A question, whatever the order of its variables. */
export function questionKey(name: string, variables: object): string {
  return `${name} ${JSON.stringify(Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1)))}`;
}
