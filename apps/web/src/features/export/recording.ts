/** What an exported file holds: answers of the API, and values. */

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
}

/** The id of the element that holds the recording. */
export const RECORDING_ID = "dipeo-run";

/** The id of the element that holds the script which lays out diagrams, where some are not placed by their authors. */
export const LAYOUT_ID = "dipeo-layout";

/** A script that was packed with gzip, as a URL. */
export async function unpacked(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes])
    .stream()
    .pipeThrough(new DecompressionStream("gzip"));
  const script = await new Response(stream).blob();
  return URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
}

/** A question, whatever the order of its variables. */
export function questionKey(name: string, variables: object): string {
  return `${name} ${JSON.stringify(Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1)))}`;
}
