import type { NodeComparisonQuery } from "../../api/generated.js";
import { formatSize } from "../../format/format.js";
import { ChangeBadge } from "../compare/ChangeBadge.js";
import { DiffView } from "./DiffView.js";
import { diffLines } from "./diff.js";

type Comparison = NonNullable<
  NonNullable<NonNullable<NodeComparisonQuery["run"]>["node"]>["compared"]
>;

const ROW = 19;
const MOST_ROWS = 22;

/** An input, output or prop in two runs. */
export function ComparedPart({
  part,
}: {
  readonly part: Comparison["parts"][number];
}) {
  const { name, change, diff, before, after } = part;
  const rows = Math.min(MOST_ROWS, diff ? diffLines(diff).length : 0);
  return (
    <section className="compared">
      <h3>
        <span className="truncate">{name}</span>
        <span className="dim numbers">
          {before && after && before.size !== after.size
            ? `${formatSize(before.size)} → ${formatSize(after.size)}`
            : ""}
        </span>
        <ChangeBadge change={change} />
      </h3>
      {diff ? (
        <div className="compared-diff" style={{ height: rows * ROW + 10 }}>
          <DiffView diff={diff} label={`Changes of ${name}`} />
        </div>
      ) : diff === null ? (
        <p className="note">It is too big for a diff.</p>
      ) : null}
    </section>
  );
}
