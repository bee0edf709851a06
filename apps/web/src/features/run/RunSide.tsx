import {
  type NodeStateFragment,
  RunFailuresDocument,
} from "../../api/generated.js";
import limits from "../../api/operations/limits.json" with { type: "json" };
import { useApi } from "../../api/useApi.js";
import { countOf, formatTime } from "../../format/format.js";
import { hrefOf, runPlace } from "../../route/place.js";
import { Problems } from "../../ui/Problems.js";
import { RunBadge } from "../../ui/RunBadge.js";
import { CodeBlock } from "../inspect/CodeBlock.js";
import { ValueView } from "../inspect/ValueView.js";
import { RunSearch } from "./RunSearch.js";
import type { FullRun } from "./useRun.js";

interface RunSideProps {
  readonly run: FullRun;
  readonly nodes: ReadonlyMap<string, NodeStateFragment>;
  readonly onNode: (address: string) => void;
}

const SENTENCES: Readonly<Record<FullRun["state"], string>> = {
  RUNNING: "It is running.",
  OK: "Everything ran, and what changed is written.",
  FAILED: "It failed, and wrote nothing.",
  INTERRUPTED: "It was cancelled, and wrote nothing.",
  DIED: "Its process ended without a word. The next run puts right what it left.",
};

/** A run in words: how it ended, what failed, what it was given and gave. */
export function RunSide({ run, onNode }: RunSideProps) {
  return (
    <div className="inspector">
      <header className="inspector-head">
        <div className="inspector-title">
          <h2>Run {run.id}</h2>
          <RunBadge state={run.state} />
        </div>
        <p className="side-text">{sentence(run)}</p>
      </header>
      <div className="tabs-panel run-side">
        <RunSearch run={run.id} onNode={onNode} />
        <Failures run={run} onNode={onNode} />
        <dl className="facts">
          <dt>Began</dt>
          <dd className="numbers">{formatTime(run.started)}</dd>
          {run.author === null ? null : (
            <>
              <dt>By</dt>
              <dd>{run.author}</dd>
            </>
          )}
          <dt>Files</dt>
          <dd>
            <a
              className="plain-link numbers"
              href={hrefOf(runPlace(run.id, { view: "files" }))}
            >
              {run.fileCounts.written} written, {run.fileCounts.unchanged}{" "}
              unchanged, {run.fileCounts.removed} removed
            </a>
          </dd>
          {run.specifications > 0 ? (
            <>
              <dt>Rests on</dt>
              <dd>{countOf(run.specifications, "specification")}</dd>
            </>
          ) : null}
          {run.previous ? (
            <>
              <dt>Before it</dt>
              <dd>
                <a
                  className="plain-link"
                  href={hrefOf(runPlace(run.previous.id))}
                >
                  run {run.previous.id}
                </a>
              </dd>
            </>
          ) : null}
        </dl>
        <section className="side-part">
          <h3>Inputs</h3>
          <CodeBlock
            text={JSON.stringify(run.inputs, null, 2)}
            language="json"
          />
        </section>
        {run.outputs && run.outputs.length > 0 ? (
          <section className="run-outputs">
            <h3 className="side-part">Outputs</h3>
            <ValueView value={run.outputs} label="outputs" />
          </section>
        ) : null}
      </div>
    </div>
  );
}

function sentence(run: FullRun): string {
  if (run.sameAs !== null) {
    return `There was nothing to do: run ${run.sameAs} had done all of it.`;
  }
  if (run.isDry && run.state === "OK") {
    return "It only says what it would write: nothing is written.";
  }
  return SENTENCES[run.state];
}

/** What failed, each a way to where it did. */
function Failures({ run, onNode }: Omit<RunSideProps, "nodes">) {
  const { data } = useApi(
    RunFailuresDocument,
    { id: run.id, first: limits.failures },
    {
      enabled: run.state !== "OK",
      every: run.state === "RUNNING" ? 1000 : false,
    },
  );
  const failures = data?.run?.failures;
  const hasNodes = (failures?.nodes.length ?? 0) > 0;
  if (!hasNodes && run.problems.length === 0) return null;
  return (
    <section className="side-part failures" aria-label="What went wrong">
      <h3>
        What went wrong
        {failures && failures.total > 0 ? (
          <span className="dim"> {countOf(failures.total, "node")} failed</span>
        ) : null}
      </h3>
      {hasNodes ? null : <Problems problems={run.problems} />}
      <ul>
        {failures?.nodes.map((node) => (
          <li key={node.address}>
            <button
              type="button"
              className="failure"
              onClick={() => onNode(node.address)}
            >
              <b>{node.address}</b>
              <span>{node.problems[0]?.message}</span>
            </button>
          </li>
        ))}
      </ul>
      {failures && failures.total > failures.nodes.length ? (
        <p className="dim">
          and {countOf(failures.total - failures.nodes.length, "other")}; a
          batch lists its failed items
        </p>
      ) : null}
    </section>
  );
}
