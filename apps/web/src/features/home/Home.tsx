import { ChevronDown, ChevronRight, Folder, Waypoints } from "lucide-react";
import { useMemo, useState } from "react";

import { DiagramsDocument } from "../../api/generated.js";
import { useApi } from "../../api/useApi.js";
import { countOf } from "../../format/format.js";
import { diagramPlace } from "../../route/place.js";
import { go } from "../../route/usePlace.js";
import { Empty } from "../../ui/Empty.js";
import { Failure } from "../../ui/Failure.js";
import { Loading } from "../../ui/Loading.js";
import { SearchField } from "../../ui/SearchField.js";
import { VirtualRows } from "../../ui/VirtualRows.js";
import { DiagramRow } from "./DiagramRow.js";
import { type HomeRow, rowsOf } from "./folders.js";

/** Every diagram of the workspace, in folders. */
export function Home() {
  const { data, error, refetch } = useApi(DiagramsDocument, {});
  const [search, setSearch] = useState("");
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(
    () => rowsOf(data?.diagrams ?? [], search, closed),
    [data, search, closed],
  );
  if (error && !data) return <Failure error={error} retry={refetch} />;

  const openFirst = () => {
    const first = rows.find((row) => row.kind === "diagram");
    if (first?.kind === "diagram") go(diagramPlace(first.diagram.name));
  };
  const toggle = (path: string) =>
    setClosed((now) => {
      const next = new Set(now);
      if (!next.delete(path)) next.add(path);
      return next;
    });

  return (
    <div className="page home">
      <div className="page-inner">
        <div className="page-head">
          <h1>Diagrams</h1>
          {data ? (
            <span className="dim">
              {countOf(data.diagrams.length, "diagram")}
            </span>
          ) : null}
          <SearchField
            label="Search diagrams"
            value={search}
            onChange={setSearch}
            onKeyDown={(event) => {
              if (event.key === "Enter") openFirst();
            }}
          />
        </div>
        <div className="panel home-list">
          <div className="table-head home-columns">
            <span>Diagram</span>
            <span>Last run</span>
            <span>Duration</span>
            <span>When</span>
          </div>
          {data ? (
            <Rows
              rows={rows}
              closed={closed}
              isSearch={search !== ""}
              onToggle={toggle}
            />
          ) : (
            <Loading rows={10} />
          )}
        </div>
      </div>
    </div>
  );
}

interface RowsProps {
  readonly rows: readonly HomeRow[];
  readonly closed: ReadonlySet<string>;
  readonly isSearch: boolean;
  readonly onToggle: (path: string) => void;
}

function Rows({ rows, closed, isSearch, onToggle }: RowsProps) {
  if (rows.length === 0) {
    return isSearch ? (
      <Empty title="No diagram matches the search" />
    ) : (
      <Empty icon={<Waypoints size={20} />} title="There are no diagrams yet">
        <p>
          Put a light-YAML file into <code>files/diagrams/</code>, for example{" "}
          <code>hello.light.yaml</code>.
        </p>
      </Empty>
    );
  }
  return (
    <VirtualRows count={rows.length} rowHeight={46} label="Diagrams">
      {(index) => {
        const row = rows[index];
        if (row?.kind === "folder") {
          const isClosed = closed.has(row.path) && !isSearch;
          return (
            <button
              type="button"
              className="home-folder"
              aria-expanded={!isClosed}
              onClick={() => onToggle(row.path)}
            >
              {isClosed ? (
                <ChevronRight size={14} />
              ) : (
                <ChevronDown size={14} />
              )}
              <Folder size={14} />
              <span className="truncate">{row.path || "files/diagrams"}</span>
              <span className="dim">{row.count}</span>
            </button>
          );
        }
        return row ? <DiagramRow diagram={row.diagram} /> : null;
      }}
    </VirtualRows>
  );
}
