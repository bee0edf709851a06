import { CodeBlock } from "../inspect/CodeBlock.js";
import { languageOfName } from "../inspect/language.js";
import { targetOf } from "./links.js";
import { type Block, blocksOf, type Inline, inlinesOf } from "./blocks.js";

interface MarkdownProps {
  readonly text: string;
  /** The page that it is on, from which its links lead. */
  readonly page: string;
}

/** A text of the documentation, headings excepted. */
export function Markdown({ text, page }: MarkdownProps) {
  return <Blocks blocks={blocksOf(text)} page={page} />;
}

/** A line of it: a heading. */
export function MarkdownLine({ text, page }: MarkdownProps) {
  return <Inlines inlines={inlinesOf(text)} page={page} />;
}

function Blocks({
  blocks,
  page,
}: {
  readonly blocks: readonly Block[];
  readonly page: string;
}) {
  return blocks.map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a text has nothing else, and never changes
    <OneBlock key={index} block={block} page={page} />
  ));
}

function OneBlock({
  block,
  page,
}: {
  readonly block: Block;
  readonly page: string;
}) {
  switch (block.kind) {
    case "paragraph":
      return (
        <p>
          <Inlines inlines={block.inside} page={page} />
        </p>
      );
    case "code":
      return <Code block={block} />;
    case "list": {
      const List = block.isOrdered ? "ol" : "ul";
      return (
        <List>
          {block.items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={index}>
              <Blocks blocks={item} page={page} />
            </li>
          ))}
        </List>
      );
    }
    case "table":
      return <Table block={block} page={page} />;
  }
}

function Code({ block }: { readonly block: Block & { kind: "code" } }) {
  return (
    <figure>
      {block.title ? (
        <figcaption className="mono">{block.title}</figcaption>
      ) : null}
      <CodeBlock
        text={block.text}
        language={languageOfName(block.language)}
        isWhole
      />
    </figure>
  );
}

function Table({
  block,
  page,
}: {
  readonly block: Block & { kind: "table" };
  readonly page: string;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls takes the focus
    <div className="help-table" tabIndex={0}>
      <table>
        <thead>
          <Cells cells={block.head} page={page} as="th" />
        </thead>
        <tbody>
          {block.rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <Cells key={index} cells={row} page={page} as="td" />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cells({
  cells,
  page,
  as: Cell,
}: {
  readonly cells: readonly (readonly Inline[])[];
  readonly page: string;
  readonly as: "th" | "td";
}) {
  return (
    <tr>
      {cells.map((cell, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Cell key={index}>
          <Inlines inlines={cell} page={page} />
        </Cell>
      ))}
    </tr>
  );
}

function Inlines({
  inlines,
  page,
}: {
  readonly inlines: readonly Inline[];
  readonly page: string;
}) {
  return inlines.map((inline, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <OneInline key={index} inline={inline} page={page} />
  ));
}

function OneInline({
  inline,
  page,
}: {
  readonly inline: Inline;
  readonly page: string;
}) {
  switch (inline.kind) {
    case "text":
      return inline.text;
    case "code":
      return <code>{inline.text}</code>;
    case "picture":
      return <span className="dim">Picture: {inline.text}</span>;
    case "strong":
      return (
        <strong>
          <Inlines inlines={inline.inside} page={page} />
        </strong>
      );
    case "emphasis":
      return (
        <em>
          <Inlines inlines={inline.inside} page={page} />
        </em>
      );
    case "link":
      return <Link inline={inline} page={page} />;
  }
}

function Link({
  inline,
  page,
}: {
  readonly inline: Inline & { kind: "link" };
  readonly page: string;
}) {
  const target = targetOf(inline.href, page);
  const inside = <Inlines inlines={inline.inside} page={page} />;
  if (!target) return inside;
  const away = target.isAway ? { target: "_blank", rel: "noreferrer" } : {};
  return (
    <a className="text-link" href={target.href} {...away}>
      {inside}
    </a>
  );
}
