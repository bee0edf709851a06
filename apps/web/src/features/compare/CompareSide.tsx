import { countOf } from "../../format/format.js";
import { ChangeBadge } from "./ChangeBadge.js";
import type { Comparison } from "./comparePicture.js";

interface CompareSideProps {
  readonly comparison: Comparison;
  readonly onNode: (address: string) => void;
}

const MOST = 200;

/** What is different between two runs, in words. */
export function CompareSide({ comparison, onNode }: CompareSideProps) {
  const { nodes, files } = comparison;
  const different = nodes.filter(({ change }) => change !== "SAME");
  const changed = files.filter(({ change }) => change !== "SAME");
  return (
    <div className="inspector">
      <header className="inspector-head">
        <div className="inspector-title">
          <h2>
            {different.length === 0
              ? "Nothing is different"
              : `${countOf(different.length, "node")} of ${nodes.length} different`}
          </h2>
        </div>
      </header>
      <div className="tabs-panel compare-list">
        <ul>
          {different.map((node) => (
            <li key={node.address}>
              <button type="button" onClick={() => onNode(node.address)}>
                <span className="compare-name">
                  <b className="truncate">{node.label}</b>
                  <ChangeBadge change={node.change} />
                </span>
                {node.reasons.map((reason) => (
                  <span key={reason} className="dim">
                    {reason}
                  </span>
                ))}
              </button>
            </li>
          ))}
        </ul>
        {changed.length > 0 ? (
          <>
            <h3>{countOf(changed.length, "file")} different</h3>
            <ul className="compare-files">
              {changed.slice(0, MOST).map((file) => (
                <li key={file.path}>
                  <code className="truncate" title={file.path}>
                    {file.path}
                  </code>
                  <ChangeBadge change={file.change} />
                </li>
              ))}
              {changed.length > MOST ? (
                <li className="dim">and {changed.length - MOST} more</li>
              ) : null}
            </ul>
          </>
        ) : null}
      </div>
    </div>
  );
}
