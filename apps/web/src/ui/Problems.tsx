import type { ProblemPartsFragment } from "../api/generated.js";
import { HelpLink } from "./HelpLink.js";
import { PlaceLine } from "./PlaceLine.js";

interface ProblemsProps {
  readonly problems: readonly ProblemPartsFragment[];
}

/** `file:line:column`, as much of it as is known. */
export function placeText(place: ProblemPartsFragment["place"]): string {
  if (!place) return "";
  const numbers = [place.line, place.column].filter((number) => number > 0);
  return [place.file, ...numbers].join(":");
}

/** What is wrong, each with its place. */
export function Problems({ problems }: ProblemsProps) {
  return (
    <ul className="problems">
      {problems.slice(0, 20).map((problem) => {
        const place = placeText(problem.place);
        return (
          <li key={`${place} ${problem.message}`} className="problem">
            <p className="problem-message">{problem.message}</p>
            {place ? <PlaceLine text={place} label="Copy the place" /> : null}
            {problem.page ? <HelpLink topic={problem.page} /> : null}
          </li>
        );
      })}
      {problems.length > 20 ? (
        <li className="dim">and {problems.length - 20} more</li>
      ) : null}
    </ul>
  );
}
