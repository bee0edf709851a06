import { useMemo } from "react";

import { inside, labelOf, parentOf } from "../../route/address.js";
import { hrefOf, NOWHERE, type Place } from "../../route/place.js";
import { go } from "../../route/usePlace.js";
import { Empty } from "../../ui/Empty.js";
import { Failure } from "../../ui/Failure.js";
import { Loading } from "../../ui/Loading.js";
import { Canvas } from "../canvas/Canvas.js";
import { pictureOf } from "../canvas/card.js";
import { LinkInspector } from "../inspect/LinkInspector.js";
import { DiagramHead } from "./DiagramHead.js";
import { DiagramSide } from "./DiagramSide.js";
import { NodeSketch } from "./NodeSketch.js";
import { type FullDiagram, useDiagramAt } from "./useDiagramAt.js";
import { Workbench } from "./Workbench.js";

type DiagramPlace = Extract<Place, { page: "diagram" }>;

/** A diagram as it is now. */
export default function DiagramPage({
  place,
}: {
  readonly place: DiagramPlace;
}) {
  const { name, at } = place;
  const { data, error, refetch } = useDiagramAt(name, at);
  if (error && !data) return <Failure error={error} retry={refetch} />;
  if (!data) return <Loading />;
  return <Shown place={place} diagram={data} />;
}

interface ShownProps {
  readonly place: DiagramPlace;
  readonly diagram: FullDiagram;
}

function Shown({ place, diagram }: ShownProps) {
  const { at } = place;
  const picture = useMemo(
    () =>
      pictureOf(
        diagram,
        () => null,
        () => "",
      ),
    [diagram],
  );
  const move = (more: Partial<DiagramPlace>) =>
    go({ ...place, ...NOWHERE, at, ...more });
  const label = place.node === "" ? "" : labelOf(place.node);
  const node = diagram.nodes.find((one) => one.label === label);
  const link = picture.links.find((one) => one.id === place.edge);
  return (
    <Workbench
      head={
        <DiagramHead
          diagram={diagram}
          name={place.name}
          at={at}
          hrefAt={(to) => hrefOf({ ...place, ...NOWHERE, at: to })}
        />
      }
      onClose={node || link ? () => move({}) : null}
      side={
        node ? (
          <NodeSketch
            node={node}
            onOpen={() => move({ at: inside(at, node.label) })}
          />
        ) : link ? (
          <LinkInspector link={link} digest={null} isRun={false} />
        ) : (
          <DiagramSide key={diagram.name} diagram={diagram} />
        )
      }
    >
      {diagram.nodes.length > 0 ? (
        <Canvas
          key={diagram.name}
          name={diagram.name}
          picture={picture}
          node={label}
          edge={place.edge}
          onNode={(id) => move({ node: id && inside(at, id) })}
          onEdge={(id) => move({ edge: id })}
          onOpen={(id) => move({ at: inside(at, id) })}
          onLeave={() => move({ at: parentOf(at) })}
        />
      ) : (
        <div className="fill">
          <Empty
            title={
              diagram.problems.length > 0
                ? "This diagram cannot be drawn"
                : "This diagram has no nodes"
            }
          >
            <p>
              Edit <code>{diagram.file}</code>
            </p>
          </Empty>
        </div>
      )}
    </Workbench>
  );
}
