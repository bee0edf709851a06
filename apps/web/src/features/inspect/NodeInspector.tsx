import { ExternalLink } from "lucide-react";
import { Tabs } from "radix-ui";
import { useEffect, useRef } from "react";

import {
  ExecutionDocument,
  type ExecutionQuery,
  ItemsDocument,
  type NodeStateFragment,
} from "../../api/generated.js";
import { ApiError } from "../../api/transport.js";
import { useApi } from "../../api/useApi.js";
import { formatCount, formatSeconds } from "../../format/format.js";
import { itemOf, parentOf, stepsOf } from "../../route/address.js";
import { Empty } from "../../ui/Empty.js";
import { Failure } from "../../ui/Failure.js";
import { Loading } from "../../ui/Loading.js";
import { Button } from "../../ui/Button.js";
import { Comparing } from "./Comparing.js";
import { InputValues } from "./InputValues.js";
import { InspectorHead } from "./InspectorHead.js";
import { Items } from "./Items.js";
import { ItemToCome } from "./ItemToCome.js";
import { ALL_ITEMS } from "./pages.js";
import { Props } from "./Props.js";
import { ValueView } from "./ValueView.js";
import { NotRun } from "./NotRun.js";
import { Why } from "./Why.js";

export type Execution = NonNullable<NonNullable<ExecutionQuery["run"]>["node"]>;

interface NodeInspectorProps {
  readonly run: number;
  readonly address: string;
  /** The node as the running run tells of it; a change lets it be asked for again. */
  readonly live: NodeStateFragment | undefined;
  readonly isRunning: boolean;
  /** Whether there is a diagram inside. */
  readonly opens: boolean;
  readonly tab: string;
  readonly onTab: (tab: string) => void;
  readonly onNode: (address: string) => void;
  readonly onOpen: (address: string) => void;
}

/** All that is known of a node, or of an item of a batch, in a run. */
export function NodeInspector(props: NodeInspectorProps) {
  const { run, address, live, isRunning } = props;
  const { data, error, refetch } = useApi(ExecutionDocument, { run, address });
  // The items of a batch are shown first: they need not wait for the rest.
  const enabled = live?.items != null && !data;
  useApi(ItemsDocument, { run, batch: address, ...ALL_ITEMS }, { enabled });
  const told = `${live?.state} ${live?.output?.digest} ${isRunning}`;
  const answered = useRef(told);
  // What the run does now is why to ask again.
  useEffect(() => {
    if (answered.current === told) return;
    answered.current = told;
    void refetch();
  }, [told, refetch]);
  const isUnknown = error instanceof ApiError && error.code === "NOT_FOUND";
  if (error && !data && !isUnknown) {
    return <Failure error={error} retry={refetch} />;
  }
  if (!data && !isUnknown) return <Loading />;
  const node = data?.run?.node;
  const item = itemOf(address);
  if (!node && item && !live) {
    return (
      <ItemToCome
        {...item}
        run={run}
        isRunning={isRunning}
        onBatch={() => props.onNode(item.batch)}
        onOpen={props.opens ? () => props.onOpen(address) : null}
        onEnded={refetch}
      />
    );
  }
  if (!node) return <NotRun address={address} live={live} />;
  return <Inspected {...props} node={node} />;
}

interface InspectedProps extends NodeInspectorProps {
  readonly node: Execution;
}

function Inspected({
  node,
  run,
  address,
  live,
  isRunning,
  tab,
  onTab,
  onNode,
  onOpen,
}: InspectedProps) {
  const tabs = tabsOf(node);
  const current = tabs.find(({ id }) => id === tab)?.id ?? firstTab(node);
  const item = itemOf(address);
  // While an item runs, the states of what is in it are told, and the values when it has ended.
  const isToCome =
    isRunning &&
    node.output === null &&
    node.problems.length === 0 &&
    stepsOf(parentOf(address)).some((step) => itemOf(step.label) !== null);
  return (
    <div className="inspector">
      <InspectorHead
        node={node}
        state={live?.state ?? node.state}
        item={item}
        onNode={onNode}
        isErrorShown={current === "why"}
        actions={
          node.diagram && !node.items ? (
            <Button
              icon={<ExternalLink size={13} />}
              onClick={() => onOpen(address)}
            >
              Open
            </Button>
          ) : null
        }
      />
      <Tabs.Root
        value={current}
        onValueChange={onTab}
        className="inspector-tabs"
      >
        <Tabs.List className="tabs-list" aria-label="Parts of the node">
          {tabs.map(({ id, label, count }) => (
            <Tabs.Trigger key={id} value={id}>
              {label}{" "}
              {count === undefined ? null : (
                <span className="count numbers">{formatCount(count)}</span>
              )}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value={current} className="tabs-panel" tabIndex={-1}>
          {panel(current)}
        </Tabs.Content>
      </Tabs.Root>
    </div>
  );

  function panel(shown: TabId) {
    switch (shown) {
      case "output":
        return node.output ? (
          <ValueView value={node.output} label="output" />
        ) : (
          <Empty
            title={isRunning ? "Nothing came out yet" : "Nothing came out"}
          >
            {isToCome ? TO_COME : null}
          </Empty>
        );
      case "input":
        return isToCome && node.inputs.length === 0 ? (
          <Empty title="What came in is not told yet">{TO_COME}</Empty>
        ) : (
          <InputValues inputs={node.inputs} />
        );
      case "items":
        return (
          <Items
            run={run}
            batch={address}
            live={live?.items ?? node.items}
            isRunning={isRunning}
            onItem={onNode}
          />
        );
      case "props":
        return (
          <Props
            type={node.type}
            props={node.props ?? node.filled}
            filled={node.filled}
          />
        );
      case "why":
        return <Why node={node} />;
      case "compare":
        return <Comparing run={run} address={address} />;
    }
  }
}

const TO_COME = <p>The values in an item are told when it has ended.</p>;

type TabId = "output" | "input" | "items" | "props" | "why" | "compare";

interface TabOf {
  readonly id: TabId;
  readonly label: string;
  readonly count?: number;
}

function tabsOf(node: Execution): TabOf[] {
  const items: TabOf[] = node.items
    ? [{ id: "items", label: "Items", count: node.items.total }]
    : [];
  return [
    ...items,
    { id: "output", label: "Output" },
    { id: "input", label: "Input", count: node.inputs.length },
    { id: "props", label: "Props" },
    { id: "why", label: node.problems.length > 0 ? "Error" : "Why" },
    { id: "compare", label: "Compare" },
  ];
}

function firstTab(node: Execution): TabId {
  if (node.items) return "items";
  if (node.problems.length > 0) return "why";
  return node.output ? "output" : "input";
}

/** How long a node took, in words; "" where that is not known. */
export function timeOf(seconds: number | null): string {
  return seconds === null ? "" : formatSeconds(seconds);
}
