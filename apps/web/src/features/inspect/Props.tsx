import { Badge } from "../../ui/Badge.js";
import { CodeBlock } from "./CodeBlock.js";
import { type Language, languageOfText, LANGUAGES } from "./language.js";
import { propsOf, type ShownProp } from "./props.js";

interface PropsProps {
  readonly type: string;
  readonly props: unknown;
  /** Those whose placeholders the run filled in. */
  readonly filled?: unknown;
}

/** The props of a node, named as its form names them. */
export function Props({ type, props, filled }: PropsProps) {
  const shown = propsOf(type, props, filled);
  if (shown.length === 0) return <p className="note">It has no props.</p>;
  return (
    <dl className="props">
      {shown.map((prop) => (
        <div key={prop.name}>
          <dt title={prop.description}>
            {prop.label}
            {prop.isFilled ? <Badge>filled in</Badge> : null}
          </dt>
          <dd>
            <PropValue prop={prop} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function PropValue({ prop }: { readonly prop: ShownProp }) {
  const { value } = prop;
  if (typeof value === "string") {
    if (prop.language === "" && !value.includes("\n")) {
      return <code className="prop-text">{value || '""'}</code>;
    }
    const named = LANGUAGES.find((language) => language === prop.language);
    const language: Language = named ?? languageOfText(value);
    return <CodeBlock text={value} language={language} />;
  }
  if (typeof value === "object" && value !== null) {
    return <CodeBlock text={JSON.stringify(value, null, 2)} language="json" />;
  }
  return <code className="prop-text">{JSON.stringify(value)}</code>;
}
