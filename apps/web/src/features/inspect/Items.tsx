import { useState } from "react";

import type { CountPartsFragment, NodeState } from "../../api/generated.js";
import { formatCount } from "../../format/format.js";
import { SearchField } from "../../ui/SearchField.js";
import { Segmented } from "../../ui/Segmented.js";
import { StateBar } from "../../ui/StateBar.js";
import { useLater } from "../../ui/useLater.js";
import { AllItems } from "./AllItems.js";
import { FoundItems } from "./FoundItems.js";

interface ItemsProps {
  readonly run: number;
  /** The batch's address. */
  readonly batch: string;
  readonly live: CountPartsFragment | null;
  readonly isRunning: boolean;
  readonly onItem: (address: string) => void;
}

type Filter = "all" | "running" | "failed" | "changed" | "ran";

const STATES: Readonly<Record<Filter, readonly NodeState[] | null>> = {
  all: null,
  running: ["RUNNING"],
  failed: ["FAILED"],
  changed: null,
  ran: ["DONE", "RUNNING"],
};

/** The items of a batch by number; some of them by state or by what they hold. */
export function Items({ run, batch, live, isRunning, onItem }: ItemsProps) {
  const [filter, setFilter] = useState<Filter>("all");
  const [text, setText] = useState("");
  const search = useLater(text.trim(), 250);
  const failed = live?.failed ?? 0;
  const isAll = filter === "all" && (search === "" || /^#\d+$/.test(search));
  return (
    <div className="items">
      {live ? <StateBar counts={live} noun="items" /> : null}
      <div className="items-bar">
        <Segmented
          label="Which items"
          value={filter}
          onChange={setFilter}
          options={[
            { value: "all", label: "All" },
            ...(isRunning || filter === "running"
              ? [{ value: "running", label: "Running" } as const]
              : []),
            { value: "failed", label: `Failed ${formatCount(failed)}` },
            { value: "changed", label: "Changed" },
            { value: "ran", label: "Ran" },
          ]}
        />
        <SearchField
          label="Search, or #number"
          value={text}
          onChange={setText}
        />
      </div>
      {isAll ? (
        <AllItems
          run={run}
          batch={batch}
          total={live?.total ?? 0}
          goTo={search === "" ? null : Number(search.slice(1))}
          isRunning={isRunning}
          onItem={onItem}
        />
      ) : (
        <FoundItems
          key={`${filter} ${search}`}
          run={run}
          batch={batch}
          states={STATES[filter]}
          changed={filter === "changed"}
          search={search}
          isRunning={isRunning}
          onItem={onItem}
        />
      )}
    </div>
  );
}
