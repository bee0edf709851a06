import { useTransport } from "../../api/context.js";
import { FileChangesDocument, FileTextDocument } from "../../api/generated.js";
import { Failure } from "../../ui/Failure.js";
import { Loading } from "../../ui/Loading.js";
import { CodeView } from "../inspect/CodeView.js";
import { DiffView } from "../inspect/DiffView.js";
import { languageOfPath } from "../inspect/language.js";
import { PAGE, useTextPages } from "../inspect/useTextPages.js";
import type { FileMode } from "./fileModes.js";

interface LongFileProps {
  readonly run: number;
  readonly path: string;
  readonly mode: FileMode;
}

/** A file that is too long to be fetched as a whole, in pages. */
export function LongFile({ run, path, mode }: LongFileProps) {
  const { error, isPending, pages } = useFilePages(run, path, mode);
  if (error) return <Failure error={error} />;
  if (isPending) return <Loading />;
  if (!pages) return <p className="note">It is not known any more.</p>;
  const { text, size, onRange } = pages;
  return (
    <>
      {mode === "CHANGES" ? (
        <DiffView diff={text} label={`Changes of ${path}`} onRange={onRange} />
      ) : (
        <CodeView
          text={text}
          language={languageOfPath(path)}
          label={path}
          onRange={onRange}
        />
      )}
      <p className="value-foot dim numbers">{size}</p>
    </>
  );
}

function useFilePages(run: number, path: string, mode: FileMode) {
  const transport = useTransport();
  const file = { id: run, path, limit: PAGE };
  const key = ["file", run, path, mode];
  return useTextPages(key, async (offset) => {
    if (mode === "CHANGES") {
      const asked = { ...file, offset };
      const found = await transport.query(FileChangesDocument, asked);
      return found.run?.file?.changes;
    }
    const asked = { ...file, offset, side: mode };
    return (await transport.query(FileTextDocument, asked)).run?.file?.text;
  });
}
