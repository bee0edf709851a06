import { expect, test } from "vitest";

import {
  diagramPlace,
  helpPlace,
  hrefOf,
  type Place,
  placeOf,
  runPlace,
  topicPlace,
} from "./place.js";

const places: [string, Place][] = [
  ["#/", { page: "diagrams" }],
  ["#/runs?diagram=a%2Fb", { page: "runs", diagram: "a/b" }],
  ["#/artefacts", { page: "artefacts" }],
  ["#/diagram/a%20b/c%3F", diagramPlace("a b/c?")],
  [
    "#/diagram/a/b?node=Load+%2F+Spec%5B3%5D&tab=props",
    diagramPlace("a/b", { node: "Load / Spec[3]", tab: "props" }),
  ],
  ["#/run/12", runPlace(12)],
  ["#/run/-12", runPlace(-12)],
  [
    "#/run/12?view=files&file=a.ts",
    runPlace(12, { view: "files", file: "a.ts" }),
  ],
  [
    "#/run/12?at=A+%2F+B&node=A+%2F+B+%2F+C",
    runPlace(12, { at: "A / B", node: "A / B / C" }),
  ],
  [
    "#/compare/3/4?at=A",
    { page: "compare", before: 3, after: 4, at: "A", node: "" },
  ],
  ["#/help/index", helpPlace("")],
  ["#/help/errors/failed-nodes", topicPlace("errors#failed-nodes")],
  ["#/help/settings", topicPlace("settings")],
  ["#/nothing", { page: "unknown", hash: "#/nothing" }],
  ["#/run/x", { page: "unknown", hash: "#/run/x" }],
];

test.each(places)("%s", (hash, place) => {
  expect(placeOf(hash)).toEqual(place);
  expect(hrefOf(place)).toBe(hash);
});

test("broken escapes and no hash at all are places too", () => {
  expect(placeOf("")).toEqual({ page: "diagrams" });
  expect(placeOf("#/help")).toEqual(helpPlace("index"));
  expect(placeOf("#/diagram/%E0%A4%A")).toEqual(diagramPlace("%E0%A4%A"));
});
