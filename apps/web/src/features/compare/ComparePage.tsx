import { useMemo } from "react";

import { CompareRunsDocument } from "../../api/generated.js";
import { useApi } from "../../api/useApi.js";
import { inside, labelOf, parentOf } from "../../route/address.js";
import { hrefOf, type Place } from "../../route/place.js";
import { go } from "../../route/usePlace.js";
import { Empty } from "../../ui/Empty.js";
import { Failure } from "../../ui/Failure.js";
import { Loading } from "../../ui/Loading.js";
import { Canvas } from "../canvas/Canvas.js";
import { Comparing } from "../inspect/Comparing.js";
import { Trail } from "../run/Trail.js";
import { Workbench } from "../run/Workbench.js";
import { ChangeBadge } from "./ChangeBadge.js";
import { CompareSide } from "./CompareSide.js";
import { type Comparison, comparePicture } from "./comparePicture.js";
import { RunPick } from "./RunPick.js";

type ComparePlace = Extract<Place, { page: "compare" }>;

/** Two runs as one merged graph. */
export default function ComparePage({
  place,
}: {
  readonly place: ComparePlace;
}) {
  const { before, after, at } = place;
  const { data, error, refetch } = useApi(CompareRunsDocument, {
    before,
    after,
    within: at,
  });
  if (error && !data) return <Failure error={error} retry={refetch} />;
  if (!data) return <Loading />;
  if (!data.compareRuns) {
    return (
      <div className="fill">
        <Empty title="These runs cannot be compared" />
      </div>
    );
  }
  return <Shown place={place} comparison={data.compareRuns} />;
}

interface ShownProps {
  readonly place: ComparePlace;
  readonly comparison: Comparison;
}

function Shown({ place, comparison }: ShownProps) {
  const { at } = place;
  const picture = useMemo(() => comparePicture(comparison), [comparison]);
  const label = place.node === "" ? "" : labelOf(place.node);
  const node = comparison.nodes.find((one) => one.label === label);
  const move = (more: Partial<ComparePlace>) =>
    go({ ...place, node: "", ...more });
  return (
    <Workbench
      head={
        <div className="workbench-head">
          <RunPick run={comparison.before} />
          <span className="dim">→</span>
          <RunPick run={comparison.after} />
          <Trail
            name={comparison.after.diagram}
            at={at}
            hrefAt={(to) => hrefOf({ ...place, at: to, node: "" })}
          />
        </div>
      }
      onClose={node ? () => move({}) : null}
      side={
        node ? (
          <div className="inspector">
            <header className="inspector-head">
              <div className="inspector-title">
                <h2>{node.label}</h2>
              </div>
            </header>
            <div className="tabs-panel">
              {node.before && node.after ? (
                <Comparing
                  run={place.after}
                  with={place.before}
                  address={node.address}
                />
              ) : (
                <div className="comparing">
                  <p className="comparing-head">
                    <ChangeBadge change={node.change} />
                    it is in run {node.after ? place.after : place.before} only
                  </p>
                  <ul className="reasons">
                    {node.reasons.map((reason) => (
                      <li key={reason}>{reason}</li>
                    ))}
                  </ul>
                </div>
              )}
            </div>
          </div>
        ) : (
          <CompareSide
            comparison={comparison}
            onNode={(address) => move({ node: address })}
          />
        )
      }
    >
      <Canvas
        key={at}
        name={`${comparison.after.diagram}-${place.before}-${place.after}`}
        picture={picture}
        node={label}
        edge=""
        onNode={(id) => move({ node: id && inside(at, id) })}
        onEdge={() => undefined}
        onOpen={(id) => move({ at: inside(at, id) })}
        onLeave={() => move({ at: parentOf(at) })}
      />
    </Workbench>
  );
}
