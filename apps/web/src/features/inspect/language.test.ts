import { expect, test } from "vitest";

import { languageOfPath, languageOfText } from "./language.js";

test.each([
  ["a/b_model.py", "python"],
  ["Node.TS", "typescript"],
  ["x.light.yaml", "yaml"],
  ["t.ts.j2", "jinja"],
  ["README", "text"],
  ["x.constructor", "text"],
])("%s is %s", (path, language) => {
  expect(languageOfPath(path)).toBe(language);
});

test.each([
  ['"""A model."""\n\nfrom __future__ import annotations\n', "python"],
  ['// Generated\n\nimport * as z from "zod";\n', "typescript"],
  ['"""\nA node.\n"""\ntype CodeJob {\n  type: String!\n}\n', "graphql"],
  ['{\n  "a": 1\n}\n', "json"],
  ["{% for x in y %}\nclass A:\n{% endfor %}\n", "jinja"],
  ["version: light\nnodes:\n", "yaml"],
  ["Traceback (most recent call last):\n  File x\n", "text"],
  ["import of a word", "text"],
  ["Some prose.\nAnd more of it.\n", "text"],
])("%j is %s", (text, language) => {
  expect(languageOfText(text)).toBe(language);
});
