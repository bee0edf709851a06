import { useState } from "react";

import { RunFileDocument } from "../../api/generated.js";
import { useApi } from "../../api/useApi.js";
import { CopyButton } from "../../ui/CopyButton.js";
import { Empty } from "../../ui/Empty.js";
import { Failure } from "../../ui/Failure.js";
import { Loading } from "../../ui/Loading.js";
import { Segmented } from "../../ui/Segmented.js";
import { CodeView } from "../inspect/CodeView.js";
import { DiffView } from "../inspect/DiffView.js";
import { languageOfPath, languageOfText } from "../inspect/language.js";

interface FileViewProps {
  readonly run: number;
  readonly path: string;
}

const MODES = [
  { value: "diff", label: "Changes" },
  { value: "text", label: "File" },
] as const;

/** A file of a run: how the run changed it, and its text. */
export function FileView({ run, path }: FileViewProps) {
  const { data, error, refetch } = useApi(RunFileDocument, { id: run, path });
  const [chosen, setChosen] = useState<"diff" | "text" | null>(null);
  if (error && !data) return <Failure error={error} retry={refetch} />;
  if (!data) return <Loading />;
  const file = data.run?.file;
  if (!file) return <Empty title="This run has no such file" />;
  const text = file.after ?? file.before;
  const hasDiff = file.diff !== null && file.diff !== "";
  const mode =
    chosen ?? (hasDiff && file.kind !== "UNCHANGED" ? "diff" : "text");
  const byPath = languageOfPath(path);
  return (
    <div className="value">
      <div className="value-bar files-head">
        <code className="truncate" title={path}>
          {path}
        </code>
        <CopyButton text={path} label="Copy the path" />
        <span className="value-actions">
          {hasDiff && text !== null ? (
            <Segmented
              label="How the file is shown"
              value={mode}
              options={MODES}
              onChange={setChosen}
            />
          ) : null}
        </span>
      </div>
      {file.note ? <p className="note">{file.note}</p> : null}
      {mode === "diff" && hasDiff ? (
        <DiffView diff={file.diff ?? ""} label={`Changes of ${path}`} />
      ) : text === null ? null : (
        <CodeView
          text={text}
          language={byPath === "text" ? languageOfText(text) : byPath}
          label={path}
        />
      )}
    </div>
  );
}
