import { useTransport } from "../api/context.js";
import { hrefOf, topicPlace } from "../route/place.js";
import { CopyButton } from "./CopyButton.js";

/** Where the documentation says more, `errors#records`; where there is no server to ask, the command that prints it. */
export function HelpLink({ topic }: { readonly topic: string }) {
  const { isLive } = useTransport();
  const command = `dipeo help ${topic.replace("#", " ")}`;
  return (
    <p className="problem-place">
      More:{" "}
      {isLive ? (
        <a className="text-link" href={hrefOf(topicPlace(topic))}>
          {topic.replace("#", ", ").replaceAll("-", " ")}
        </a>
      ) : (
        <>
          <code>{command}</code>
          <CopyButton text={command} label="Copy the command" />
        </>
      )}
    </p>
  );
}
