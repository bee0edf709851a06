import {
  Background,
  type EdgeTypes,
  MiniMap,
  type NodeTypes,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from "@xyflow/react";
import { type KeyboardEvent, useEffect, useMemo, useRef } from "react";

import { Loading } from "../../ui/Loading.js";
import { CanvasTools } from "./CanvasTools.js";
import type { Picture } from "./card.js";
import { boxesOf, flowEdges, flowNodes } from "./flow.js";
import { type Box, type Direction, firstCard, nextCard } from "./geometry.js";
import { LinkLine, type LinkEdge } from "./LinkLine.js";
import { type CardNode, NodeCard } from "./NodeCard.js";
import { type Layout, useLayout } from "./useLayout.js";
import { useArrangement } from "./useArrangement.js";

const NODE_TYPES: NodeTypes = { card: NodeCard };
const EDGE_TYPES: EdgeTypes = { link: LinkLine };
const FIT = { padding: 0.06, maxZoom: 1.15, minZoom: 0.2 } as const;
/** Below this zoom, small print cannot be read. */
const FAR = 0.66;
const LABELS = {
  "node.a11yDescription.default":
    "Enter selects, arrow keys go to the next node, Enter again opens a diagram inside.",
  "edge.a11yDescription.default": "Enter selects.",
};
const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

export interface CanvasProps {
  /** The name of what is shown, for files that are exported. */
  readonly name: string;
  readonly picture: Picture;
  /** The id of the selected card. */
  readonly node: string;
  readonly edge: string;
  readonly onNode: (id: string) => void;
  readonly onEdge: (id: string) => void;
  /** Called for a card that opens, on double click or Enter. */
  readonly onOpen: (id: string) => void;
  /** Called on Escape where nothing is selected, and on Backspace. */
  readonly onLeave: () => void;
}

/** A picture of cards and links: drawn, moved around, selected from, walked by keys. */
export function Canvas(props: CanvasProps) {
  const { arrangement, setArrangement } = useArrangement(props.name);
  const [layout, canBeAuthored] = useLayout(props.picture, arrangement);
  if (layout === null) return <Loading rows={3} />;
  return (
    <ReactFlowProvider>
      <Drawn
        {...props}
        layout={layout}
        tools={
          <CanvasTools
            name={props.name}
            picture={props.picture}
            layout={layout}
            arrangement={canBeAuthored ? arrangement : "tidied"}
            canBeAuthored={canBeAuthored}
            onArrange={setArrangement}
          />
        }
      />
    </ReactFlowProvider>
  );
}

interface DrawnProps extends CanvasProps {
  readonly layout: Layout;
  readonly tools: React.ReactNode;
}

function Drawn({
  picture,
  layout,
  node,
  edge,
  tools,
  onNode,
  onEdge,
  onOpen,
  onLeave,
}: DrawnProps) {
  const flow = useReactFlow<CardNode, LinkEdge>();
  const isFar = useStore(({ transform }) => transform[2] < FAR);
  const frame = useRef<HTMLDivElement>(null);
  const wanted = useRef("");
  const before = useRef({
    nodes: new Map<string, CardNode>(),
    edges: new Map<string, LinkEdge>(),
  });
  const nodes = useMemo(
    () => flowNodes(picture, layout, node, before.current.nodes),
    [picture, layout, node],
  );
  const edges = useMemo(
    () => flowEdges(picture, edge, before.current.edges),
    [picture, edge],
  );
  useEffect(() => {
    before.current = {
      nodes: new Map(nodes.map((one) => [one.id, one])),
      edges: new Map(edges.map((one) => [one.id, one])),
    };
  }, [nodes, edges]);
  const boxes = useMemo(() => boxesOf(picture, layout), [picture, layout]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another layout is another picture to fit
  useEffect(() => {
    const id = requestAnimationFrame(() => void flow.fitView(FIT));
    return () => cancelAnimationFrame(id);
  }, [layout, flow]);

  const focus = async (id: string) => {
    wanted.current = id;
    onNode(id);
    const isMoving = reveal(flow, boxes.get(id));
    if (focusCard(frame.current, id)) return;
    // It was out of sight, and so not drawn: keys arrive here until it is.
    frame.current?.focus({ preventScroll: true });
    await isMoving;
    requestAnimationFrame(() => {
      const isWaiting = document.activeElement === frame.current;
      if (isWaiting && wanted.current === id) focusCard(frame.current, id);
    });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement) return;
    const direction = ARROWS[event.key];
    const { key } = event;
    if (direction) {
      const next =
        node === "" ? firstCard(boxes) : nextCard(boxes, node, direction);
      if (next !== null) void focus(next);
    } else if (key === "Enter" && node !== "" && isOn(event, node)) {
      if (picture.cards.some((card) => card.id === node && card.opens)) {
        onOpen(node);
      }
    } else if (key === "Backspace") onLeave();
    else if (key === "Escape") {
      if (node !== "") onNode("");
      else if (edge !== "") onEdge("");
      else onLeave();
    } else if (key === "f" || key === "0") void flow.fitView(FIT);
    else if (key === "+" || key === "=") void flow.zoomIn();
    else if (key === "-") void flow.zoomOut();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      className={isFar ? "canvas canvas-far" : "canvas"}
      ref={frame}
      tabIndex={-1}
      onKeyDownCapture={onKeyDown}
    >
      <svg className="canvas-marks" aria-hidden="true">
        <defs>
          <marker
            id="link-tip"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="10"
            markerHeight="10"
            markerUnits="userSpaceOnUse"
            orient="auto-start-reverse"
          >
            <path d="M0 0.5L7.5 4L0 7.5z" />
          </marker>
        </defs>
      </svg>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodeClick={(_, clicked) => onNode(clicked.id)}
        onEdgeClick={(_, clicked) => onEdge(clicked.id)}
        onPaneClick={() => onNode("")}
        onNodeDoubleClick={(_, clicked) => {
          if (clicked.data.card.opens) onOpen(clicked.id);
        }}
        onNodesChange={(changes) => {
          for (const change of changes) {
            if (change.type === "select" && change.selected) onNode(change.id);
          }
        }}
        onEdgesChange={(changes) => {
          for (const change of changes) {
            if (change.type === "select" && change.selected) onEdge(change.id);
          }
        }}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesReconnectable={false}
        deleteKeyCode={null}
        zoomOnDoubleClick={false}
        selectNodesOnDrag={false}
        multiSelectionKeyCode={null}
        selectionKeyCode={null}
        onlyRenderVisibleElements
        minZoom={0.05}
        maxZoom={2}
        ariaLabelConfig={LABELS}
        proOptions={{ hideAttribution: true }}
        fitView
        fitViewOptions={FIT}
      >
        <Background gap={22} size={1.6} />
        {picture.cards.length > 8 ? (
          <MiniMap<CardNode>
            pannable
            zoomable
            ariaLabel="Map of the diagram"
            nodeClassName={(one) =>
              `map-${one.data.card.status?.tone ?? "plain"}`
            }
          />
        ) : null}
      </ReactFlow>
      {tools}
    </div>
  );
}

function isOn(event: KeyboardEvent, node: string): boolean {
  return (
    event.target instanceof HTMLElement && event.target.dataset.id === node
  );
}

/** Whether there is such a card to focus. */
function focusCard(frame: HTMLElement | null, id: string): boolean {
  const card = frame?.querySelector<HTMLElement>(
    `.react-flow__node[data-id="${CSS.escape(id)}"]`,
  );
  card?.focus({ preventScroll: true });
  return card != null;
}

/** Moves the canvas so that a card is in sight, where it is not. */
async function reveal(
  flow: ReturnType<typeof useReactFlow<CardNode, LinkEdge>>,
  box: Box | undefined,
): Promise<void> {
  if (!box) return;
  const view = document.querySelector(".canvas")?.getBoundingClientRect();
  if (!view) return;
  const start = flow.flowToScreenPosition(box);
  const end = flow.flowToScreenPosition({
    x: box.x + box.width,
    y: box.y + box.height,
  });
  const isInSight =
    start.x >= view.left &&
    end.x <= view.right &&
    start.y >= view.top &&
    end.y <= view.bottom;
  if (isInSight) return;
  await flow.setCenter(box.x + box.width / 2, box.y + box.height / 2, {
    zoom: flow.getZoom(),
  });
}
