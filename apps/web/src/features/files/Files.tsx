import { useState } from "react";

import type { FileKind } from "../../api/generated.js";
import { formatCount } from "../../format/format.js";
import { Empty } from "../../ui/Empty.js";
import { SearchField } from "../../ui/SearchField.js";
import { Segmented } from "../../ui/Segmented.js";
import { useLater } from "../../ui/useLater.js";
import type { FullRun } from "../run/useRun.js";
import { FileList } from "./FileList.js";
import { FileView } from "./FileView.js";

interface FilesProps {
  readonly run: FullRun;
  /** The path of the file that is shown. */
  readonly path: string;
  readonly onPath: (path: string) => void;
}

type Filter = "all" | "WRITTEN" | "UNCHANGED" | "REMOVED";

/** The files of a run: what it wrote, left as it was and removed. */
export function Files({ run, path, onPath }: FilesProps) {
  const { written, unchanged, removed } = run.fileCounts;
  const [filter, setFilter] = useState<Filter>("all");
  const [text, setText] = useState("");
  const search = useLater(text.trim(), 200);
  const kinds: readonly FileKind[] | null = filter === "all" ? null : [filter];
  if (written + unchanged + removed === 0) {
    return (
      <div className="fill">
        <Empty title="No files">
          <p>
            {run.state === "RUNNING"
              ? "A run writes all of its files at its end."
              : "This run wrote no files."}
          </p>
        </Empty>
      </div>
    );
  }
  const option = (value: Filter, word: string, count: number) => ({
    value,
    label: `${word} ${formatCount(count)}`,
  });
  return (
    <div className="files">
      <div className="files-side">
        <div className="files-bar">
          <Segmented
            label="Which files"
            value={filter}
            onChange={setFilter}
            options={[
              { value: "all", label: "All" },
              option("WRITTEN", "Written", written),
              option("UNCHANGED", "Unchanged", unchanged),
              option("REMOVED", "Removed", removed),
            ]}
          />
          <SearchField label="Search paths" value={text} onChange={setText} />
        </div>
        <FileList
          key={`${filter} ${search}`}
          run={run.id}
          kinds={kinds}
          search={search}
          selected={path}
          onPath={onPath}
        />
      </div>
      <div className="files-main">
        {path === "" ? (
          <Empty title="Choose a file to see what changed in it" />
        ) : (
          <FileView key={path} run={run.id} path={path} />
        )}
      </div>
    </div>
  );
}
