import { expect, test } from "vitest";

import {
  RunDocument,
  ValueChildrenDocument,
  ValueSearchDocument,
  ValueTextDocument,
} from "../../api/generated.js";
import { recordedTransport } from "./recorded.js";
import { questionKey } from "./recording.js";

const transport = recordedTransport({
  run: 1,
  title: "hello",
  answers: { [questionKey("Run", { id: 1 })]: { run: { id: 1 } } },
  values: { v: { list: ["a", "bc"], text: "one\ntwo" } },
  notice: "It holds all that is in 1 of 2 items",
});

test("what was asked when the file was made is answered", async () => {
  expect(await transport.query(RunDocument, { id: 1 })).toEqual({
    run: { id: 1 },
  });
  expect(transport.isLive).toBe(false);
});

test("parts of values are worked out", async () => {
  const page = { digest: "v", path: "/list", offset: 1, limit: 5 };
  const children = await transport.query(ValueChildrenDocument, page);
  expect(children.value?.children).toMatchObject({
    total: 2,
    parts: [{ key: "1", path: "/list/1", preview: '"bc"' }],
  });
  const asked = { digest: "v", path: "/text", offset: 0, limit: 5 };
  const text = await transport.query(ValueTextDocument, asked);
  expect(text.value?.text).toEqual({
    text: "one\nt",
    offset: 0,
    total: 7,
    lines: 2,
  });
  const found = await transport.query(ValueSearchDocument, {
    digest: "v",
    text: "TWO",
  });
  expect(found.value?.search.parts.map((part) => part.path)).toEqual(["/text"]);
});

test("what the file does not hold is an error that says so", async () => {
  await expect(transport.query(RunDocument, { id: 2 })).rejects.toThrow(
    "It holds all that is in 1 of 2 items.",
  );
});
