import { useState } from "react";

import { useTransport } from "../../api/context.js";
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
import {
  type FileMode,
  MODE_WORDS,
  modesOf,
  type RunFile,
} from "./fileModes.js";
import { LongFile } from "./LongFile.js";

interface FileViewProps {
  readonly run: number;
  readonly path: string;
}

/** A file of a run: how the run changed it, and its text. */
export function FileView({ run, path }: FileViewProps) {
  const { data, error, refetch } = useApi(RunFileDocument, { id: run, path });
  const [chosen, setChosen] = useState<FileMode | null>(null);
  if (error && !data) return <Failure error={error} retry={refetch} />;
  if (!data) return <Loading />;
  const file = data.run?.file;
  if (!file) return <Empty title="This run has no such file" />;
  const modes = modesOf(file);
  const mode = modes.find((one) => one === chosen) ?? modes[0];
  return (
    <div className="value">
      <div className="value-bar files-head">
        <code className="truncate" title={path}>
          {path}
        </code>
        <CopyButton text={path} label="Copy the path" />
        <span className="value-actions">
          {mode && modes.length > 1 ? (
            <Segmented
              label="How the file is shown"
              value={mode}
              options={modes.map((value) => ({
                value,
                label: MODE_WORDS[value],
              }))}
              onChange={setChosen}
            />
          ) : null}
        </span>
      </div>
      {file.note ? <p className="note">{file.note}</p> : null}
      {mode ? <Shown run={run} file={file} mode={mode} /> : null}
    </div>
  );
}

interface ShownProps {
  readonly run: number;
  readonly file: RunFile;
  readonly mode: FileMode;
}

function Shown({ run, file, mode }: ShownProps) {
  const { isLive } = useTransport();
  const { path } = file;
  if (file.isLong && !isLive) {
    return (
      <Empty title="It is too long for an exported run">
        <p>
          <code>dipeo serve</code> shows it, where the run was.
        </p>
      </Empty>
    );
  }
  if (file.isLong) {
    return <LongFile key={mode} run={run} path={path} mode={mode} />;
  }
  if (mode === "CHANGES") {
    return <DiffView diff={file.diff ?? ""} label={`Changes of ${path}`} />;
  }
  const text = (mode === "BEFORE" ? file.before : file.after) ?? "";
  const byPath = languageOfPath(path);
  return (
    <CodeView
      text={text}
      language={byPath === "text" ? languageOfText(text) : byPath}
      label={path}
    />
  );
}
