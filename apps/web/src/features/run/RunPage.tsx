import { useMemo } from "react";

import { inside, itemOf, labelOf, parentOf } from "../../route/address.js";
import { hrefOf, NOWHERE, type Place } from "../../route/place.js";
import { go } from "../../route/usePlace.js";
import { Empty } from "../../ui/Empty.js";
import { Failure } from "../../ui/Failure.js";
import { Loading } from "../../ui/Loading.js";
import { useNow } from "../../ui/useNow.js";
import { Canvas } from "../canvas/Canvas.js";
import { pictureOf } from "../canvas/card.js";
import { Files } from "../files/Files.js";
import { LinkInspector } from "../inspect/LinkInspector.js";
import { NodeInspector } from "../inspect/NodeInspector.js";
import { RunHead } from "./RunHead.js";
import { RunSide } from "./RunSide.js";
import { carriedBy, carriedText, statusOf } from "./status.js";
import { Timeline } from "./Timeline.js";
import { type FullRun, useRun, type Watched } from "./useRun.js";
import { Workbench } from "./Workbench.js";

type RunPlace = Extract<Place, { page: "run" }>;

/** A run: its diagram as it fares, its time, its files. */
export default function RunPage({ place }: { readonly place: RunPlace }) {
  const watched = useRun(place.id, place.at);
  const { run, error, retry } = watched;
  if (error && !run) return <Failure error={error} retry={retry} />;
  if (!run) return <Loading />;
  return <Shown place={place} watched={watched} run={run} />;
}

interface ShownProps {
  readonly place: RunPlace;
  readonly watched: Watched;
  readonly run: FullRun;
}

function Shown({ place, watched, run }: ShownProps) {
  const { graph, nodes, isRunning, isLoading, error, retry } = watched;
  const { id, at, view } = place;
  const now = useNow(isRunning);
  const picture = useMemo(
    () =>
      graph
        ? pictureOf(
            graph,
            (label) => statusOf(nodes.get(label), now),
            (edge) => carriedText(carriedBy(edge, graph.edges, nodes)),
          )
        : undefined,
    [graph, nodes, now],
  );
  const move = (more: Partial<RunPlace>) =>
    go({ ...place, ...NOWHERE, at, ...more });
  const select = (address: string) => move({ node: address });
  const open = (address: string) => move({ at: address, view: "graph" });
  const address = place.node;
  const isHere = address !== "" && parentOf(address) === at;
  const label = isHere
    ? (itemOf(labelOf(address))?.batch ?? labelOf(address))
    : "";
  const shownLabel = nodes.has(labelOf(address)) ? labelOf(address) : label;
  const live = isHere ? nodes.get(labelOf(address)) : undefined;
  const opens =
    graph?.nodes.some((one) => one.label === label && one.diagram !== null) ===
    true;
  const link = picture?.links.find((one) => one.id === place.edge);
  const edge = graph?.edges.find((one) => one.id === place.edge);
  const carried = graph && edge ? carriedBy(edge, graph.edges, nodes) : null;

  return (
    <Workbench
      head={
        <RunHead
          place={place}
          run={run}
          isRunning={isRunning}
          now={now}
          hrefAt={(to) =>
            hrefOf({ ...place, ...NOWHERE, view: "graph", at: to })
          }
        />
      }
      onClose={address !== "" || link ? () => move({}) : null}
      side={
        view === "files" ? null : address !== "" ? (
          <NodeInspector
            key={address}
            run={id}
            address={address}
            live={live}
            isRunning={isRunning}
            opens={opens}
            tab={place.tab}
            onTab={(tab) => go({ ...place, tab }, "replace")}
            onNode={select}
            onOpen={open}
          />
        ) : link ? (
          <LinkInspector
            key={link.id}
            link={link}
            digest={carried?.digest ?? null}
            isRun
          />
        ) : (
          <RunSide run={run} nodes={nodes} onNode={goTo} />
        )
      }
    >
      {view === "files" ? (
        <Files
          run={run}
          path={place.file}
          onPath={(file) => go({ ...place, file }, "replace")}
        />
      ) : view === "timeline" ? (
        <Timeline
          run={id}
          isRunning={isRunning}
          selected={address}
          onNode={select}
        />
      ) : picture && graph && !isLoading ? (
        <Canvas
          key={`${graph.name} ${at}`}
          name={graph.name}
          picture={picture}
          node={shownLabel}
          edge={place.edge}
          onNode={(card) => {
            if (card !== shownLabel) select(card && inside(at, card));
          }}
          onEdge={(card) => move({ edge: card })}
          onOpen={(card) => {
            const batch = nodes.get(card)?.items;
            if (batch) select(inside(at, card));
            else open(inside(at, card));
          }}
          onLeave={() => move({ at: parentOf(at) })}
        />
      ) : error ? (
        <Failure error={error} retry={retry} />
      ) : isLoading ? (
        <Loading />
      ) : (
        <div className="fill">
          <Empty title="The diagram of this run is not kept" />
        </div>
      )}
    </Workbench>
  );

  /** Selects a node where it is: in its own diagram. */
  function goTo(node: string) {
    const parent = parentOf(node);
    go({ ...place, ...NOWHERE, view: "graph", at: parent, node });
  }
}
