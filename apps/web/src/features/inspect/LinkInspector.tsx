import { ArrowRight } from "lucide-react";

import { ValueHeadOfDocument } from "../../api/generated.js";
import { useApi } from "../../api/useApi.js";
import { Empty } from "../../ui/Empty.js";
import { Failure } from "../../ui/Failure.js";
import { Loading } from "../../ui/Loading.js";
import type { Link } from "../canvas/card.js";
import { ValueView } from "./ValueView.js";

interface LinkInspectorProps {
  readonly link: Link;
  /** The digest of what it carried; null where it carried nothing, or no run is shown. */
  readonly digest: string | null;
  readonly isRun: boolean;
}

/** A connection, and exactly what it carried. */
export function LinkInspector({ link, digest, isRun }: LinkInspectorProps) {
  const { data, error } = useApi(
    ValueHeadOfDocument,
    { digest: digest ?? "" },
    { enabled: digest !== null, forever: true },
  );
  return (
    <div className="inspector">
      <header className="inspector-head">
        <div className="inspector-title">
          <h2>Connection</h2>
        </div>
        <p className="link-ends">
          <span>
            {link.source}
            <code>.{link.sourcePort}</code>
          </span>
          <ArrowRight size={13} aria-label="to" />
          <span>
            {link.target}
            <code>.{link.targetPort}</code>
          </span>
        </p>
      </header>
      <div className="inspector-tabs">
        {digest === null ? (
          <Empty
            title={
              isRun
                ? "Nothing has travelled on it"
                : "A run shows what travels on it"
            }
          />
        ) : error ? (
          <Failure error={error} />
        ) : data ? (
          data.value ? (
            <ValueView value={data.value} label="what it carried" />
          ) : (
            <Empty title="This value is no longer kept" />
          )
        ) : (
          <Loading />
        )}
      </div>
    </div>
  );
}
