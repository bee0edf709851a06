import { CopyButton } from "../../ui/CopyButton.js";
import { placeText, Problems } from "../../ui/Problems.js";
import { CodeBlock } from "./CodeBlock.js";
import type { Execution } from "./NodeInspector.js";

const WORDS: Readonly<Record<Execution["state"], string>> = {
  WAITING: "The run has not come to it yet.",
  RUNNING: "It is running.",
  DONE: "It ran.",
  CACHED: "Nothing that it needs has changed since it ran: its result holds.",
  FAILED: "It failed.",
  SKIPPED: "It was skipped.",
  NEVER: "The run ended before it came to it.",
};

/** Why a node ran or did not, and what went wrong. */
export function Why({ node }: { readonly node: Execution }) {
  const place = placeText(node.place);
  return (
    <div className="why">
      <Problems problems={node.problems} />
      <section>
        <h3>Why</h3>
        <p className="why-reason">{node.reason || WORDS[node.state]}</p>
      </section>
      {node.detail ? (
        <section>
          <h3>
            Details
            <CopyButton text={node.detail} label="Copy the details" />
          </h3>
          <CodeBlock text={node.detail} language="text" />
        </section>
      ) : null}
      {place ? (
        <section>
          <h3>Where it is written</h3>
          <p className="problem-place">
            <code>{place}</code>
            <CopyButton text={place} label="Copy the place" />
          </p>
        </section>
      ) : null}
      <section>
        <h3>Address</h3>
        <p className="problem-place">
          <code>{node.address}</code>
          <CopyButton text={node.address} label="Copy the address" />
        </p>
      </section>
    </div>
  );
}
