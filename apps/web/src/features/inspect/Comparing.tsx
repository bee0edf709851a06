import { NodeComparisonDocument } from "../../api/generated.js";
import { useApi } from "../../api/useApi.js";
import { formatSeconds } from "../../format/format.js";
import { Empty } from "../../ui/Empty.js";
import { Failure } from "../../ui/Failure.js";
import { Loading } from "../../ui/Loading.js";
import { ChangeBadge } from "../compare/ChangeBadge.js";
import { ComparedPart } from "./ComparedPart.js";

interface ComparingProps {
  readonly run: number;
  readonly address: string;
  /** The other run; the one before where it is not given. */
  readonly with?: number;
}

/** What is different about a node in another run. */
export function Comparing({ run, address, with: other }: ComparingProps) {
  const { data, error, refetch } = useApi(NodeComparisonDocument, {
    run,
    address,
    with: other ?? null,
  });
  if (error && !data) return <Failure error={error} retry={refetch} />;
  if (!data) return <Loading />;
  const compared = data.run?.node?.compared;
  if (!compared?.before || !compared.after) {
    return (
      <Empty title="There is nothing to compare with">
        <p>No run before this one has this node.</p>
      </Empty>
    );
  }
  const { before, after } = compared;
  return (
    <div className="comparing">
      <p className="comparing-head">
        <ChangeBadge change={compared.change} />
        <span className="numbers">
          run {before.run} → run {after.run}
          {before.seconds !== null && after.seconds !== null
            ? `, ${formatSeconds(before.seconds)} → ${formatSeconds(after.seconds)}`
            : ""}
        </span>
      </p>
      {compared.reasons.length > 0 ? (
        <ul className="reasons">
          {compared.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      ) : null}
      {compared.parts.map((part) => (
        <ComparedPart key={part.name} part={part} />
      ))}
    </div>
  );
}
