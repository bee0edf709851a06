import { useTransport } from "../../api/context.js";
import { ValueTextDocument } from "../../api/generated.js";
import { keyOf } from "../../api/useApi.js";
import { Failure } from "../../ui/Failure.js";
import { Loading } from "../../ui/Loading.js";
import { CodeView } from "./CodeView.js";
import { type Language, languageOfText } from "./language.js";
import { PAGE, useTextPages } from "./useTextPages.js";

interface TextViewProps {
  readonly digest: string;
  /** JSON Pointer of the part. */
  readonly path: string;
  readonly label: string;
  readonly language?: Language;
}

/** The text of a value or of a part of it. */
export function TextView({ digest, path, label, language }: TextViewProps) {
  const transport = useTransport();
  const variables = { digest, path, offset: 0, limit: PAGE };
  const { error, isPending, pages } = useTextPages(
    keyOf(ValueTextDocument, variables),
    async (offset) => {
      const asked = { ...variables, offset };
      return (await transport.query(ValueTextDocument, asked)).value?.text;
    },
  );
  if (error) return <Failure error={error} />;
  if (isPending) return <Loading />;
  if (!pages) return <p className="note">This part has no text.</p>;
  return (
    <>
      <CodeView
        text={pages.text}
        language={language ?? languageOfText(pages.text)}
        label={label}
        onRange={pages.onRange}
      />
      <p className="value-foot dim numbers">{pages.size}</p>
    </>
  );
}
