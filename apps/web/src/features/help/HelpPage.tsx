import { useEffect, useRef } from "react";

import {
  HelpPageDocument,
  type HelpPageQuery,
  HelpPagesDocument,
} from "../../api/generated.js";
import { useApi } from "../../api/useApi.js";
import { helpPlace, hrefOf, type Place } from "../../route/place.js";
import { Failure } from "../../ui/Failure.js";
import { Loading } from "../../ui/Loading.js";
import { Markdown, MarkdownLine } from "./Markdown.js";
import { plainTitle } from "./blocks.js";

type HelpText = NonNullable<HelpPageQuery["helpPage"]>;

interface HelpPageProps {
  readonly place: Place & { page: "help" };
}

/** The documentation: a page of it beside the list of all. */
export default function HelpPage({ place }: HelpPageProps) {
  const { name, section } = place;
  const { data, error, refetch } = useApi(
    HelpPageDocument,
    { name },
    { forever: true },
  );
  const page = data?.helpPage;
  return (
    <div className="help">
      <Contents name={name} page={page ?? null} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls takes the focus */}
      <div key={name} className="help-main" tabIndex={0}>
        {error && !data ? (
          <Failure error={error} retry={refetch} />
        ) : page ? (
          <Text page={page} section={section} />
        ) : (
          <Loading rows={12} />
        )}
      </div>
    </div>
  );
}

/** All pages, and what the one that is open has. */
function Contents({
  name,
  page,
}: {
  readonly name: string;
  readonly page: HelpText | null;
}) {
  const { data } = useApi(HelpPagesDocument, {}, { forever: true });
  const pages = (data?.helpPages ?? [])
    .map((one) => ({ name: one.name, title: plainTitle(one.title) }))
    .sort((a, b) => a.title.localeCompare(b.title));
  return (
    <nav className="help-contents" aria-label="Help">
      {pages.map((one) => (
        <div key={one.name}>
          <a
            className="help-entry"
            href={hrefOf(helpPlace(one.name))}
            aria-current={one.name === name ? "page" : undefined}
          >
            {one.title}
          </a>
          {one.name === name && page ? <Sections page={page} /> : null}
        </div>
      ))}
    </nav>
  );
}

function Sections({ page }: { readonly page: HelpText }) {
  return (
    <div className="help-sections">
      {page.sections
        .filter(({ level }) => level === 2)
        .map(({ anchor, title }) => (
          <a
            key={anchor}
            className="help-entry"
            href={hrefOf(helpPlace(page.name, anchor))}
          >
            {plainTitle(title)}
          </a>
        ))}
    </div>
  );
}

const HEADINGS = ["h1", "h2", "h3"] as const;

function Text({
  page,
  section,
}: {
  readonly page: HelpText;
  readonly section: string;
}) {
  const wanted = useRef<HTMLElement>(null);
  useEffect(() => {
    if (section) wanted.current?.scrollIntoView();
  }, [section]);
  return (
    <article className="help-text">
      {page.sections.map(({ anchor, level, title, text }) => {
        const Heading = HEADINGS[level - 1] ?? "h3";
        return (
          <section
            key={anchor}
            ref={anchor === section ? wanted : null}
            aria-current={anchor === section ? "location" : undefined}
          >
            <Heading>
              <MarkdownLine text={title} page={page.name} />
            </Heading>
            <Markdown text={text} page={page.name} />
          </section>
        );
      })}
    </article>
  );
}
