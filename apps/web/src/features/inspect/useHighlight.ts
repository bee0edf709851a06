import { useEffect, useState } from "react";

import type { Run } from "./colour.js";
import { highlight } from "./highlight.js";
import type { Language } from "./language.js";

const MOST = 120_000;

interface Coloured {
  readonly text: string;
  readonly language: Language;
  readonly lines: readonly Run[][] | null;
}

/** The lines of a text with their colours; null before they are there. */
export function useHighlight(
  text: string,
  language: Language,
): readonly Run[][] | null {
  const [coloured, setColoured] = useState<Coloured | null>(null);
  useEffect(() => {
    if (language === "text" || text.length > MOST) return;
    let isWanted = true;
    void highlight(text, language).then((lines) => {
      if (isWanted) setColoured({ text, language, lines });
    });
    return () => {
      isWanted = false;
    };
  }, [text, language]);
  const fits = coloured?.text === text && coloured.language === language;
  return fits ? coloured.lines : null;
}
