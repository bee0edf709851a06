/** Code as lines of coloured runs, by Shiki. */

import { createHighlighterCore, type HighlighterCore } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";

import type { Language } from "./language.js";

export interface Asked {
  readonly id: number;
  readonly text: string;
  readonly language: Language;
}

/** A run of characters, its colours in light and dark. */
export interface Run {
  readonly text: string;
  readonly light: string;
  readonly dark: string;
}

let highlighter: Promise<HighlighterCore> | undefined;

/** The lines of a text. */
export async function colour({ text, language }: Asked): Promise<Run[][]> {
  highlighter ??= createHighlighterCore({
    engine: createJavaScriptRegexEngine({ forgiving: true }),
    themes: [
      import("shiki/themes/github-light-default.mjs"),
      import("shiki/themes/github-dark-default.mjs"),
    ],
    langs: [
      import("shiki/langs/python.mjs"),
      import("shiki/langs/typescript.mjs"),
      import("shiki/langs/tsx.mjs"),
      import("shiki/langs/json.mjs"),
      import("shiki/langs/yaml.mjs"),
      import("shiki/langs/graphql.mjs"),
      import("shiki/langs/jinja.mjs"),
      import("shiki/langs/markdown.mjs"),
      import("shiki/langs/toml.mjs"),
      import("shiki/langs/sql.mjs"),
      import("shiki/langs/css.mjs"),
      import("shiki/langs/html.mjs"),
      import("shiki/langs/shellscript.mjs"),
    ],
  });
  const themes = {
    light: "github-light-default",
    dark: "github-dark-default",
  };
  const lines = (await highlighter).codeToTokensWithThemes(text, {
    lang: language,
    themes,
  });
  return lines.map((line) =>
    line.map(({ content, variants }) => ({
      text: content,
      light: variants.light?.color ?? "",
      dark: variants.dark?.color ?? "",
    })),
  );
}
