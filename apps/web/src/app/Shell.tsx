import { useQueryClient } from "@tanstack/react-query";
import { BookOpen, Keyboard, Search } from "lucide-react";
import { useState } from "react";

import { useTransport } from "../api/context.js";
import { WorkspaceDocument } from "../api/generated.js";
import { useApi } from "../api/useApi.js";
import { Palette } from "../features/palette/Palette.js";
import { askEarly } from "../features/run/askEarly.js";
import { helpPlace, hrefOf, type Place } from "../route/place.js";
import { usePlace } from "../route/usePlace.js";
import { Hint } from "../ui/Hint.js";
import { IconButton } from "../ui/IconButton.js";
import { Brand } from "./Brand.js";
import { Keys } from "./Keys.js";
import { Notices } from "./Notices.js";
import { PageOf } from "./PageOf.js";
import { TeamHistory } from "./TeamHistory.js";
import { ThemeButton } from "./ThemeButton.js";
import { useRunChanges } from "./useRunChanges.js";
import { useKey, useShortcut } from "./useShortcut.js";

const PAGES: readonly { place: Place; label: string }[] = [
  { place: { page: "diagrams" }, label: "Diagrams" },
  { place: { page: "runs", diagram: "" }, label: "Runs" },
  { place: { page: "artefacts" }, label: "Artefacts" },
];

const WITHIN: Readonly<Record<Place["page"], Place["page"] | "">> = {
  diagrams: "diagrams",
  diagram: "diagrams",
  runs: "runs",
  run: "runs",
  compare: "runs",
  artefacts: "artefacts",
  help: "help",
  unknown: "",
};

/** What stands around every page. */
export function Shell() {
  const place = usePlace();
  const transport = useTransport();
  const { isLive } = transport;
  const queries = useQueryClient();
  // While the first page is fetched, so is what it will show.
  useState(() => void askEarly(queries, transport, place));
  const workspace = useApi(WorkspaceDocument, {}, { forever: true });
  const [isFinding, setFinding] = useState(false);
  const news = useRunChanges();
  const [isAsking, setAsking] = useState(false);
  useShortcut("k", () => setFinding(true), isLive);
  useKey("?", () => setAsking(true));

  return (
    <div className="shell">
      <header className="shell-bar">
        <a
          className="shell-brand"
          href={isLive ? hrefOf({ page: "diagrams" }) : undefined}
        >
          <Brand />
          <span>DiPeO</span>
          <span className="dim truncate" title={workspace.data?.workspace.root}>
            {workspace.data?.workspace.name}
          </span>
        </a>
        {isLive ? (
          <>
            <nav className="shell-nav" aria-label="Pages">
              {PAGES.map(({ place: to, label }) => (
                <a
                  key={label}
                  href={hrefOf(to)}
                  aria-current={
                    WITHIN[place.page] === to.page ? "page" : undefined
                  }
                >
                  {label}
                </a>
              ))}
            </nav>
            <TeamHistory />
            <button
              type="button"
              className="shell-find"
              onClick={() => setFinding(true)}
            >
              <Search size={14} aria-hidden />
              Go to…
              <kbd>Ctrl K</kbd>
            </button>
          </>
        ) : (
          <span className="dim shell-exported">
            An exported run. <span>{transport.notice}</span>
          </span>
        )}
        {isLive ? (
          <Hint text="Help">
            <a
              className="icon-button"
              href={hrefOf(helpPlace(""))}
              aria-label="Help"
              aria-current={place.page === "help" ? "page" : undefined}
            >
              <BookOpen size={16} />
            </a>
          </Hint>
        ) : null}
        <IconButton label="Keys" keys="?" onClick={() => setAsking(true)}>
          <Keyboard size={16} />
        </IconButton>
        <ThemeButton />
      </header>
      <main className="shell-main">
        <PageOf place={place} />
      </main>
      {isFinding ? <Palette onClose={() => setFinding(false)} /> : null}
      {isAsking ? <Keys onClose={() => setAsking(false)} /> : null}
      <Notices place={place} news={news} />
    </div>
  );
}
