import { CopyButton } from "../../ui/CopyButton.js";
import { PlaceLine } from "../../ui/PlaceLine.js";
import { placeText, Problems } from "../../ui/Problems.js";
import { CodeBlock } from "./CodeBlock.js";
import type { Execution } from "./NodeInspector.js";
import { stateSentence } from "./sentences.js";

/** Why a node ran or did not, and what went wrong. */
export function Why({ node }: { readonly node: Execution }) {
  const place = placeText(node.place);
  return (
    <div className="why">
      <Problems problems={node.problems} />
      <section>
        <h3>Why</h3>
        <p className="why-reason">{node.reason || stateSentence(node.state)}</p>
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
          <PlaceLine text={place} label="Copy the place" />
        </section>
      ) : null}
      <section>
        <h3>Address</h3>
        <PlaceLine text={node.address} label="Copy the address" />
      </section>
    </div>
  );
}
