/** Which language a text is in. */

export const LANGUAGES = [
  "python",
  "typescript",
  "tsx",
  "json",
  "yaml",
  "graphql",
  "jinja",
  "markdown",
  "toml",
  "sql",
  "css",
  "html",
  "shellscript",
] as const;

export type Language = (typeof LANGUAGES)[number] | "text";

const BY_ENDING: Readonly<Record<string, Language>> = {
  py: "python",
  pyi: "python",
  ts: "typescript",
  mts: "typescript",
  js: "typescript",
  mjs: "typescript",
  tsx: "tsx",
  jsx: "tsx",
  json: "json",
  yaml: "yaml",
  yml: "yaml",
  graphql: "graphql",
  gql: "graphql",
  j2: "jinja",
  jinja: "jinja",
  md: "markdown",
  toml: "toml",
  sql: "sql",
  css: "css",
  html: "html",
  sh: "shellscript",
};

const BY_TEXT: readonly (readonly [RegExp, Language])[] = [
  [/\{%-?\s*\w|\{\{-?\s*\w/, "jinja"],
  [/^#!.*\b(ba)?sh\b/, "shellscript"],
  [/^Traceback \(most recent call last\):/m, "text"],
  [
    /^(from [\w.]+ import |import \w+(\.\w+)*$|def \w+\(|class \w+[(:]|@\w+)/m,
    "python",
  ],
  [
    /^(import .*from ["']|import type |export |const \w+|interface \w+ \{|type \w+ =)/m,
    "typescript",
  ],
  [
    /^(type|input|enum|scalar|union|extend type|schema)\b[^=;]*(\{|$)/m,
    "graphql",
  ],
  [/^\s*[{[]\s*("|\{|\[|\]|\}|\d)/, "json"],
  [/^(select|insert into|create table|update)\b/im, "sql"],
  [/^[\w-]+:(\s|$)/m, "yaml"],
];
const ENOUGH = 4000;

/** The language of a file by its path, or "text". */
export function languageOfPath(path: string): Language {
  const ending = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  return Object.hasOwn(BY_ENDING, ending)
    ? (BY_ENDING[ending] ?? "text")
    : "text";
}

/** The language that a fence of Markdown names, or "text". */
export function languageOfName(name: string): Language {
  return LANGUAGES.find((one) => one === name) ?? languageOfPath(`.${name}`);
}

/** The language of a text by how it looks. */
export function languageOfText(text: string): Language {
  const start = text.slice(0, ENOUGH);
  if (!start.includes("\n") && start.length < 120) return "text";
  return BY_TEXT.find(([pattern]) => pattern.test(start))?.[1] ?? "text";
}
