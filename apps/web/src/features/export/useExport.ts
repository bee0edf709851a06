import { useMutation } from "@tanstack/react-query";

import { useTransport } from "../../api/context.js";
import { fileName, saveBlob } from "../canvas/savePicture.js";
import { collect } from "./collect.js";
import { exportedHtml } from "./html.js";

/** Gives the reader a run as one file that opens without a server. */
export function useExport(run: number) {
  const transport = useTransport();
  return useMutation({
    mutationFn: async () => {
      const recording = await collect(transport, run);
      const [script, style] = await Promise.all([
        part("viewer/viewer.js"),
        part("viewer/viewer.css"),
      ]);
      const html = exportedHtml({ recording, script, style });
      const name = `${fileName(recording.title)}-run-${run}.html`;
      saveBlob(name, new Blob([html], { type: "text/html" }));
    },
  });
}

async function part(path: string): Promise<string> {
  const response = await fetch(new URL(path, document.baseURI));
  if (!response.ok) {
    throw new Error(`the server does not have ${path}; build the page again`);
  }
  return response.text();
}
