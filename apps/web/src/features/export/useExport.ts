import { useMutation } from "@tanstack/react-query";

import { saveBlob, fileName } from "../canvas/savePicture.js";

/** Gives the reader a run as one file that opens without a server; the server makes it. */
export function useExport(run: number, diagram: string) {
  return useMutation({
    mutationFn: async () => {
      const url = new URL(`export/${run}.html`, document.baseURI);
      const response = await fetch(url);
      const content = await response.blob();
      if (!response.ok) throw new Error(await content.text());
      saveBlob(`${fileName(diagram)}-run-${run}.html`, content);
    },
  });
}
