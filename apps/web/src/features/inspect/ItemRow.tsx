import type { ItemsQuery } from "../../api/generated.js";
import { formatCount, formatSeconds } from "../../format/format.js";
import { StateIcon } from "../../ui/StateIcon.js";
import { NODE_LOOKS } from "../../ui/states.js";

export type Item = NonNullable<ItemsQuery["run"]>["items"]["items"][number];

interface ItemRowProps {
  readonly index: number;
  /** undefined while it is fetched. */
  readonly item: Item | undefined;
  readonly onItem: (address: string) => void;
}

/** An item on one line: its number, how it fared, what it is. */
export function ItemRow({ index, item, onItem }: ItemRowProps) {
  if (!item) {
    return (
      <div className="item-row">
        <span className="item-number numbers">{formatCount(index)}</span>
        <span className="loading-bar item-waiting" />
      </div>
    );
  }
  const look = NODE_LOOKS[item.state];
  return (
    <button
      type="button"
      className="item-row"
      onClick={() => onItem(item.address)}
    >
      <span className="item-number numbers">{formatCount(index)}</span>
      <span className={`ink-${look.tone} item-state`}>
        <StateIcon state={item.state} />
        <span className="visually-hidden">{look.word}</span>
      </span>
      <span className="item-text">
        <code className="truncate">{item.preview}</code>
        {item.problem ? (
          <span className="truncate ink-failed">{item.problem.message}</span>
        ) : item.reason ? (
          <span className="truncate dim">{item.reason}</span>
        ) : null}
      </span>
      <span className="dim numbers item-time">
        {item.seconds === null ? "" : formatSeconds(item.seconds)}
      </span>
    </button>
  );
}
