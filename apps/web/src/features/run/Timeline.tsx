import { useMemo } from "react";

import {
  RunTimelineDocument,
  type RunTimelineQuery,
} from "../../api/generated.js";
import { useApi } from "../../api/useApi.js";
import { countOf, formatCount, formatSeconds } from "../../format/format.js";
import { labelOf, parentOf, stepsOf } from "../../route/address.js";
import { Empty } from "../../ui/Empty.js";
import { Failure } from "../../ui/Failure.js";
import { Loading } from "../../ui/Loading.js";
import { NODE_LOOKS } from "../../ui/states.js";
import { VirtualRows } from "../../ui/VirtualRows.js";
import { typeLook } from "../canvas/typeLook.js";
import { ticksOf } from "./timeScale.js";

interface TimelineProps {
  readonly run: number;
  readonly isRunning: boolean;
  readonly selected: string;
  readonly onNode: (address: string) => void;
}

type Timed = NonNullable<RunTimelineQuery["run"]>;

/** Which node ran when, and where the time went. */
export function Timeline({ run, isRunning, selected, onNode }: TimelineProps) {
  const { data, error, refetch } = useApi(
    RunTimelineDocument,
    { id: run },
    { every: isRunning ? 1000 : false },
  );
  if (error && !data) return <Failure error={error} retry={refetch} />;
  if (!data?.run) return <Loading />;
  const { timeline } = data.run;
  if (timeline.length === 0) {
    return (
      <div className="fill">
        <Empty title="No node has run yet" />
      </div>
    );
  }
  return (
    <div className="timeline">
      <Bars timeline={timeline} selected={selected} onNode={onNode} />
      <Slowest slowest={data.run.slowest} onNode={onNode} />
    </div>
  );
}

interface BarsProps {
  readonly timeline: Timed["timeline"];
  readonly selected: string;
  readonly onNode: (address: string) => void;
}

function Bars({ timeline, selected, onNode }: BarsProps) {
  const end = useMemo(
    () =>
      timeline.reduce(
        (most, { offset, seconds }) => Math.max(most, offset + seconds),
        0.001,
      ),
    [timeline],
  );
  const at = (seconds: number) => `${(100 * seconds) / end}%`;
  return (
    <div className="bars">
      <div className="bars-scale" aria-hidden>
        <span className="bars-name" />
        <span className="bars-track">
          {ticksOf(end, 6).map((tick) => (
            <span
              key={tick}
              className="bars-tick numbers"
              style={{ left: at(tick) }}
            >
              {formatSeconds(tick)}
            </span>
          ))}
        </span>
      </div>
      <VirtualRows count={timeline.length} rowHeight={28} label="Timeline">
        {(index) => {
          const entry = timeline[index];
          if (!entry) return null;
          const look = NODE_LOOKS[entry.state];
          return (
            <button
              type="button"
              className="bars-row"
              aria-pressed={entry.address === selected}
              title={entry.address}
              onClick={() => onNode(entry.address)}
            >
              <span
                className="bars-name"
                style={{ paddingLeft: 12 + entry.depth * 14 }}
              >
                <span aria-hidden>{typeLook(entry.type).icon}</span>
                <span className="truncate">{entry.label}</span>
                {entry.items === null ? null : (
                  <span className="dim numbers">
                    ×{formatCount(entry.items)}
                  </span>
                )}
              </span>
              <span className="bars-track">
                <span
                  className={`bars-bar fill-${look.tone}`}
                  style={{ left: at(entry.offset), width: at(entry.seconds) }}
                />
                <span
                  className="bars-time numbers"
                  style={timePlace(entry.offset, entry.seconds, end)}
                >
                  {entry.state === "CACHED"
                    ? "cached"
                    : formatSeconds(entry.seconds)}
                </span>
              </span>
            </button>
          );
        }}
      </VirtualRows>
    </div>
  );
}

/** The words stand after the bar, or before it where there is no room. */
function timePlace(offset: number, seconds: number, end: number) {
  const after = (offset + seconds) / end;
  return after < 0.85
    ? { left: `calc(${100 * after}% + 6px)` }
    : { right: `calc(${100 - (100 * offset) / end}% + 6px)` };
}

interface SlowestProps {
  readonly slowest: Timed["slowest"];
  readonly onNode: (address: string) => void;
}

function Slowest({ slowest, onNode }: SlowestProps) {
  const most = slowest[0]?.own ?? 0;
  if (most === 0) return null;
  return (
    <section className="slowest" aria-label="Where the time went">
      <h3>Where the time went</h3>
      <ol>
        {slowest.slice(0, 6).map((spent) => (
          <li key={spent.address}>
            <button
              type="button"
              onClick={() => onNode(spent.address)}
              title={spent.address}
            >
              <span className="truncate">
                {labelOf(spent.address)}
                <Within address={spent.address} />
              </span>
              <span className="dim numbers">
                {spent.times > 1 ? countOf(spent.times, "time") : ""}
              </span>
              <span className="numbers">{formatSeconds(spent.own)}</span>
              <span className="slowest-track" aria-hidden>
                <span
                  className="fill-running"
                  style={{ width: `${(100 * spent.own) / most}%` }}
                />
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What a node is in, the nearest first. */
function Within({ address }: { readonly address: string }) {
  const parents = stepsOf(parentOf(address)).map(({ label }) => label);
  if (parents.length === 0) return null;
  return <span className="dim"> in {parents.reverse().join(", in ")}</span>;
}
