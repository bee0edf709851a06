import { useState } from "react";

import { RunSearchDocument } from "../../api/generated.js";
import { useApi } from "../../api/useApi.js";
import { SearchField } from "../../ui/SearchField.js";
import { StateIcon } from "../../ui/StateIcon.js";
import { NODE_LOOKS } from "../../ui/states.js";
import { useLater } from "../../ui/useLater.js";

interface RunSearchProps {
  readonly run: number;
  readonly onNode: (address: string) => void;
}

/** Finds nodes of a run by their address, those inside of others too. */
export function RunSearch({ run, onNode }: RunSearchProps) {
  const [text, setText] = useState("");
  const asked = useLater(text.trim(), 200);
  const { data } = useApi(
    RunSearchDocument,
    { id: run, text: asked },
    { enabled: asked !== "", keep: true },
  );
  const found = asked === "" ? undefined : data?.run?.search;
  return (
    <div className="side-part">
      <SearchField
        label="Find a node of this run"
        value={text}
        onChange={setText}
        onKeyDown={(event) => {
          const [first] = found ?? [];
          if (event.key === "Enter" && first) onNode(first.address);
        }}
      />
      {found ? (
        <ul className="run-found" aria-label="Found">
          {found.map((node) => (
            <li key={node.address}>
              <button type="button" onClick={() => onNode(node.address)}>
                <span className={`ink-${NODE_LOOKS[node.state].tone}`}>
                  <StateIcon state={node.state} />
                </span>
                <span className="truncate">{node.address}</span>
              </button>
            </li>
          ))}
          {found.length === 0 ? (
            <li className="note">No node is called that.</li>
          ) : null}
        </ul>
      ) : null}
    </div>
  );
}
