import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { type Block, blocksOf, type Inline, inlinesOf } from "./blocks.js";

const text = (words: string): Inline => ({ kind: "text", text: words });
const paragraph = (words: string): Block => ({
  kind: "paragraph",
  inside: [text(words)],
});

test("paragraphs, code and lists are told apart", () => {
  const page = [
    "One line",
    "and one more.",
    '```py title="a.py"',
    "- is code",
    "",
    "```",
    "- first",
    "  goes on",
    "",
    "  ```sh",
    "  ls",
    "  ```",
    "  - inner",
    "- second",
    "",
    "After it.",
  ];
  expect(blocksOf(page.join("\n"))).toEqual([
    paragraph("One line and one more."),
    { kind: "code", language: "py", title: "a.py", text: "- is code\n" },
    {
      kind: "list",
      isOrdered: false,
      items: [
        [
          paragraph("first goes on"),
          { kind: "code", language: "sh", title: "", text: "ls" },
          { kind: "list", isOrdered: false, items: [[paragraph("inner")]] },
        ],
        [paragraph("second")],
      ],
    },
    paragraph("After it."),
  ]);
  expect(blocksOf("1. a\n2. b")).toMatchObject([{ isOrdered: true }]);
  expect(blocksOf("```\nopen")).toMatchObject([{ kind: "code", text: "open" }]);
});

test("a table has a head and rows, and bars in its cells", () => {
  expect(blocksOf("| a | b |\n|---|---|\n| `x \\| y` | |\n")).toEqual([
    {
      kind: "table",
      head: [[text("a")], [text("b")]],
      rows: [[[{ kind: "code", text: "x | y" }], []]],
    },
  ]);
});

test("what is inside of a line", () => {
  expect(
    inlinesOf("a **b `c*`** *d e* [f `g`](h.md#i) <http://j/> 2 * 3 \\*"),
  ).toEqual([
    text("a "),
    { kind: "strong", inside: [text("b "), { kind: "code", text: "c*" }] },
    text(" "),
    { kind: "emphasis", inside: [text("d e")] },
    text(" "),
    {
      kind: "link",
      href: "h.md#i",
      inside: [text("f "), { kind: "code", text: "g" }],
    },
    text(" "),
    { kind: "link", href: "http://j/", inside: [text("http://j/")] },
    text(" 2 * 3 "),
    text("*"),
  ]);
  expect(inlinesOf("![A\nview](a.png)")).toEqual([
    { kind: "picture", text: "A view" },
  ]);
});

test("markup is text", () => {
  const markup = "<script>alert(1)</script> <b>";
  expect(inlinesOf(markup)).toEqual([text(markup)]);
});

const DOCS = fileURLToPath(new URL("../../../../../docs", import.meta.url));
const pages = readdirSync(DOCS, { recursive: true, encoding: "utf8" }).filter(
  (path) => path.endsWith(".md"),
);

test.each(pages)("nothing of %s is left unread", (page) => {
  const source = readFileSync(`${DOCS}/${page}`, "utf8");
  const left = wordsOf(blocksOf(source.replace(/^#+ .*$/gm, "")));
  expect(left.filter((words) => /\]\(|\*\*|`|^\||^- /m.test(words))).toEqual(
    [],
  );
});

/** The plain text of blocks. */
function wordsOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap(wordsIn);
}

function wordsIn(block: Block): string[] {
  switch (block.kind) {
    case "paragraph":
      return plainOf(block.inside);
    case "code":
      return [];
    case "list":
      return block.items.flatMap(wordsOf);
    case "table":
      return [block.head, ...block.rows].flat().flatMap(plainOf);
  }
}

function plainOf(inlines: readonly Inline[]): string[] {
  return inlines.flatMap((inline) => {
    if ("inside" in inline) return plainOf(inline.inside);
    return inline.kind === "text" ? [inline.text] : [];
  });
}
