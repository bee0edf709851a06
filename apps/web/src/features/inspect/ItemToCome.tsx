import { ExternalLink } from "lucide-react";
import { useEffect } from "react";

import { ItemsDocument } from "../../api/generated.js";
import { useApi } from "../../api/useApi.js";
import { formatCount, formatSeconds } from "../../format/format.js";
import { labelOf } from "../../route/address.js";
import { Button } from "../../ui/Button.js";
import { Empty } from "../../ui/Empty.js";
import { Loading } from "../../ui/Loading.js";
import { NodeBadge } from "../../ui/NodeBadge.js";
import { AGAIN, ALL_ITEMS } from "./pages.js";
import { stateSentence } from "./sentences.js";

interface ItemToComeProps {
  readonly run: number;
  readonly batch: string;
  readonly index: number;
  readonly isRunning: boolean;
  readonly onBatch: () => void;
  /** Opens the diagram inside, where there is one. */
  readonly onOpen: (() => void) | null;
  /** Called when there is more to show of it. */
  readonly onEnded: () => void;
}

/** An item of a batch that has not ended: what it is, and how it fares. */
export function ItemToCome(props: ItemToComeProps) {
  const { run, batch, index, isRunning, onBatch, onOpen, onEnded } = props;
  const { data, isPending } = useApi(
    ItemsDocument,
    { run, batch, ...ALL_ITEMS, after: index, first: 1 },
    { every: isRunning ? AGAIN : false },
  );
  const item = data?.run?.items.items[0];
  const isOver = item && !["WAITING", "RUNNING", "NEVER"].includes(item.state);
  useEffect(() => {
    if (isOver) onEnded();
  }, [isOver, onEnded]);
  if (isPending) return <Loading />;
  if (!item) {
    return (
      <Empty title="This run has no such item">
        <code>{`${batch}[${index}]`}</code>
      </Empty>
    );
  }
  return (
    <div className="inspector">
      <header className="inspector-head">
        <nav className="inspector-item" aria-label="Items">
          <button type="button" onClick={onBatch}>
            {labelOf(batch)}
          </button>
          <span className="numbers">Item {formatCount(index)}</span>
        </nav>
        <div className="inspector-title">
          <h2>{labelOf(item.address)}</h2>
          {onOpen ? (
            <Button icon={<ExternalLink size={13} />} onClick={onOpen}>
              Open
            </Button>
          ) : null}
        </div>
        <p className="inspector-facts">
          <NodeBadge state={item.state} />
          {item.seconds === null ? null : (
            <span className="numbers">{formatSeconds(item.seconds)}</span>
          )}
        </p>
        <code className="item-preview">{item.preview}</code>
      </header>
      <Empty title={stateSentence(item.state)} />
    </div>
  );
}
