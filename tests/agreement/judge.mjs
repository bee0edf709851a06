// Judges JSON texts with generated Zod schemas: a request a line, an answer a line.
//
// {"modules": {name: JavaScript}, "schemas": {key: [name, export]}} replaces the schemas;
// {"judge": [[key, JSON text], …]} is answered by [{"value": JSON text} or {"refused": why}, …].

import { createInterface } from "node:readline";
import { SourceTextModule, SyntheticModule } from "node:vm";
import * as zod from "zod";

const library = new SyntheticModule(Object.keys(zod), function () {
  for (const [name, value] of Object.entries(zod)) this.setExport(name, value);
});
await library.link(() => {});
await library.evaluate();

let schemas = new Map();

async function load({ modules, schemas: wanted }) {
  const loaded = new Map([["zod", library]]);
  for (const [name, code] of Object.entries(modules)) {
    loaded.set(`./${name}`, new SourceTextModule(code, { identifier: name }));
  }
  const link = (specifier) => loaded.get(specifier.replace(/\.(js|ts)$/, ""));
  for (const found of loaded.values()) {
    if (found.status === "unlinked") await found.link(link);
    await found.evaluate();
  }
  schemas = new Map(
    Object.entries(wanted).map(([key, [name, exported]]) => [
      key,
      loaded.get(`./${name}`).namespace[exported],
    ]),
  );
}

function judge([key, text]) {
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { refused: String(error) };
  }
  const before = JSON.stringify(value);
  try {
    const result = schemas.get(key).safeParse(value);
    if (JSON.stringify(value) !== before)
      return { broken: "the input changed" };
    if (!result.success) return { refused: result.error.message };
    return { value: JSON.stringify(result.data, defined) };
  } catch (error) {
    return { broken: String(error.stack) };
  }
}

/** JSON would leave such a member out; a result has to do that itself. */
function defined(key, value) {
  if (value === undefined) throw new Error(`${key} is undefined`);
  return value;
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  try {
    if ("judge" in request) answer = request.judge.map(judge);
    else answer = (await load(request)) ?? {};
  } catch (error) {
    answer = { failed: String(error.stack) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
