/** A run as one HTML file. */

import type { Recording } from "./recording.js";

interface Parts {
  readonly recording: Recording;
  readonly script: string;
  readonly style: string;
}

/** The id of the element that holds the recording. */
export const RECORDING_ID = "dipeo-run";

/** Everything in one file. Nothing in a value can end the element that holds it. */
export function exportedHtml({ recording, script, style }: Parts): string {
  const data = JSON.stringify(recording).replaceAll("<", "\\u003c");
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(recording.title)}, run ${recording.run}</title>`,
    `<style>${style.replaceAll("</style", "<\\/style")}</style>`,
    "</head>",
    "<body>",
    '<div id="root"></div>',
    `<script type="application/json" id="${RECORDING_ID}">${data}</script>`,
    `<script type="module">${script.replaceAll("</script", "<\\/script")}</script>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
