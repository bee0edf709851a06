/** The Markdown of our documentation as data: as much of the language as its pages use, and never HTML. */

export type Inline =
  | { readonly kind: "text" | "code"; readonly text: string }
  | {
      readonly kind: "strong" | "emphasis";
      readonly inside: readonly Inline[];
    }
  | {
      readonly kind: "link";
      readonly href: string;
      readonly inside: readonly Inline[];
    }
  /** A picture, which is told by its words: the pages come without pictures. */
  | { readonly kind: "picture"; readonly text: string };

export type Block =
  | { readonly kind: "paragraph"; readonly inside: readonly Inline[] }
  | {
      readonly kind: "code";
      readonly language: string;
      /** The file that it is of; "" where none is named. */
      readonly title: string;
      readonly text: string;
    }
  | {
      readonly kind: "list";
      readonly isOrdered: boolean;
      readonly items: readonly (readonly Block[])[];
    }
  | {
      readonly kind: "table";
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    };

const FENCE = /^```(\S*)(?:.* title="([^"]*)")?/;
const ITEM = /^(-|\d+\.) +/;

/** The blocks of a text without headings. */
export function blocksOf(text: string): Block[] {
  return blocksIn(text.split("\n"));
}

function blocksIn(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? "";
    if (line.trim() === "") {
      at += 1;
      continue;
    }
    const end = endOf(lines, at);
    blocks.push(blockOf(lines.slice(at, end)));
    at = end;
  }
  return blocks;
}

/** Where the block that begins at a line ends: the line after its last. */
function endOf(lines: readonly string[], at: number): number {
  const first = lines[at] ?? "";
  if (FENCE.test(first)) {
    const close = lines.indexOf("```", at + 1);
    return close < 0 ? lines.length : close + 1;
  }
  const isWithin = ITEM.test(first)
    ? (line: string) => line === "" || /^ /.test(line) || ITEM.test(line)
    : first.startsWith("|")
      ? (line: string) => line.startsWith("|")
      : (line: string) => line !== "" && !FENCE.test(line) && !ITEM.test(line);
  let end = at + 1;
  while (end < lines.length && isWithin(lines[end] ?? "")) end += 1;
  return end;
}

function blockOf(lines: readonly string[]): Block {
  const [first = "", ...rest] = lines;
  const fence = FENCE.exec(first);
  if (fence) {
    const [, language = "", title = ""] = fence;
    const text = rest.slice(0, rest.at(-1) === "```" ? -1 : undefined);
    return { kind: "code", language, title, text: text.join("\n") };
  }
  if (ITEM.test(first)) return listOf(lines);
  if (first.startsWith("|")) return tableOf(lines);
  return { kind: "paragraph", inside: inlinesOf(lines.join("\n")) };
}

function listOf(lines: readonly string[]): Block {
  const items: string[][] = [];
  let indent = 0;
  for (const line of lines) {
    const marker = ITEM.exec(line)?.[0];
    if (marker !== undefined) {
      indent = marker.length;
      items.push([line.slice(indent)]);
    } else {
      const own = /^ */.exec(line)?.[0].length ?? 0;
      items.at(-1)?.push(line.slice(Math.min(own, indent)));
    }
  }
  const isOrdered = /^\d/.test(lines[0] ?? "");
  return { kind: "list", isOrdered, items: items.map(blocksIn) };
}

function tableOf(lines: readonly string[]): Block {
  const [head = [], , ...rows] = lines.map((line) =>
    line
      .replace(/^\||\|\s*$/g, "")
      .split(/(?<!\\)\|/)
      .map((cell) => inlinesOf(cell.trim().replaceAll("\\|", "|"))),
  );
  return { kind: "table", head, rows };
}

/** A heading as text alone. */
export function plainTitle(title: string): string {
  return title.replaceAll("`", "");
}

const INLINE = new RegExp(
  [
    /(?<ticks>`+)(?<code>.+?)\k<ticks>(?!`)/,
    /!\[(?<picture>[^\]]*)\]\([^)\s]*\)/,
    /\[(?<label>(?:[^[\]]|\[[^\]]*\])*)\]\((?<href>[^)\s]+)\)/,
    /<(?<address>https?:[^>\s]+)>/,
    /\*\*(?<strong>.+?)\*\*/,
    /\*(?<emphasis>[^\s*](?:.*?[^\s*])?)\*/,
    /\\(?<escaped>[!-/:-@[-`{-~])/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gs",
);

/** The parts of a line of text; its line ends are spaces. */
export function inlinesOf(text: string): Inline[] {
  const found: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > at) found.push(plain(text.slice(at, match.index)));
    found.push(inlineOf(match.groups ?? {}));
    at = match.index + match[0].length;
  }
  if (at < text.length) found.push(plain(text.slice(at)));
  return found;
}

function inlineOf(group: Readonly<Record<string, string | undefined>>): Inline {
  const { code, picture, label, href, address, strong, emphasis } = group;
  if (code !== undefined) return { kind: "code", text: spaced(code) };
  if (picture !== undefined) return { kind: "picture", text: spaced(picture) };
  if (href !== undefined)
    return { kind: "link", href, inside: inlinesOf(label ?? "") };
  if (address !== undefined)
    return { kind: "link", href: address, inside: [plain(address)] };
  if (strong !== undefined)
    return { kind: "strong", inside: inlinesOf(strong) };
  if (emphasis !== undefined)
    return { kind: "emphasis", inside: inlinesOf(emphasis) };
  return plain(group.escaped ?? "");
}

function plain(text: string): Inline {
  return { kind: "text", text: spaced(text) };
}

function spaced(text: string): string {
  return text.replaceAll("\n", " ");
}
