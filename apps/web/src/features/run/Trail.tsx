import { ChevronRight } from "lucide-react";

import { stepsOf } from "../../route/address.js";

interface TrailProps {
  /** The diagram's name. */
  readonly name: string;
  /** The address of the node whose diagram is shown. */
  readonly at: string;
  readonly hrefAt: (at: string) => string;
}

/** The way from a diagram to the one inside that is shown. */
export function Trail({ name, at, hrefAt }: TrailProps) {
  const steps = stepsOf(at);
  return (
    <nav className="trail" aria-label="Breadcrumb">
      <a
        href={hrefAt("")}
        className="truncate"
        title={name}
        aria-current={at === "" ? "page" : undefined}
      >
        {name}
      </a>
      {steps.map((step) => (
        <span key={step.address} className="trail-step">
          <ChevronRight size={13} aria-hidden />
          <a
            href={hrefAt(step.address)}
            className="truncate"
            title={step.label}
            aria-current={step.address === at ? "page" : undefined}
          >
            {step.label}
          </a>
        </span>
      ))}
    </nav>
  );
}
