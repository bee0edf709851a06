import { Suspense, lazy } from "react";

import { Artefacts } from "../features/artefacts/Artefacts.js";
import { History } from "../features/history/History.js";
import { Home } from "../features/home/Home.js";
import { hrefOf, type Place } from "../route/place.js";
import { Empty } from "../ui/Empty.js";
import { Loading } from "../ui/Loading.js";
import { Boundary } from "./Boundary.js";

const DiagramPage = lazy(() => import("../features/run/DiagramPage.js"));
const RunPage = lazy(() => import("../features/run/RunPage.js"));
const HelpPage = lazy(() => import("../features/help/HelpPage.js"));
const ComparePage = lazy(() => import("../features/compare/ComparePage.js"));

/** The page of a place. */
export function PageOf({ place }: { readonly place: Place }) {
  return (
    <Boundary key={place.page}>
      <Suspense fallback={<Loading />}>{page(place)}</Suspense>
    </Boundary>
  );
}

function page(place: Place) {
  switch (place.page) {
    case "diagrams":
      return <Home />;
    case "runs":
      return <History diagram={place.diagram} />;
    case "artefacts":
      return <Artefacts />;
    case "diagram":
      return <DiagramPage key={place.name} place={place} />;
    case "run":
      return <RunPage key={place.id} place={place} />;
    case "compare":
      return (
        <ComparePage key={`${place.before} ${place.after}`} place={place} />
      );
    case "help":
      return <HelpPage place={place} />;
    case "unknown":
      return (
        <div className="fill">
          <Empty title="There is no such page">
            <code>{place.hash}</code>
            <a className="button" href={hrefOf({ page: "diagrams" })}>
              All diagrams
            </a>
          </Empty>
        </div>
      );
  }
}
