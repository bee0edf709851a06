/** Where one is on the page, and the address that says so. */

export type RunView = "graph" | "timeline" | "files";

/** What a canvas shows and has selected. */
export interface Spot {
  /** The address of the node whose diagram is shown; "" is the outermost. */
  readonly at: string;
  /** The address of the selected node or item. */
  readonly node: string;
  /** The id of the selected connection. */
  readonly edge: string;
  /** The tab of the inspector. */
  readonly tab: string;
}

export type Place =
  | { readonly page: "diagrams" }
  | { readonly page: "runs"; readonly diagram: string }
  | { readonly page: "artefacts" }
  | ({ readonly page: "diagram"; readonly name: string } & Spot)
  | ({
      readonly page: "run";
      readonly id: number;
      readonly view: RunView;
      /** The path of the selected file. */
      readonly file: string;
    } & Spot)
  | {
      readonly page: "compare";
      readonly before: number;
      readonly after: number;
      readonly at: string;
      readonly node: string;
    }
  | {
      readonly page: "help";
      /** The page of the documentation. */
      readonly name: string;
      /** The anchor of the section of it that is meant; "" for all. */
      readonly section: string;
    }
  | { readonly page: "unknown"; readonly hash: string };

export const NOWHERE: Spot = { at: "", node: "", edge: "", tab: "" };

/** The place that a hash names. */
export function placeOf(hash: string): Place {
  const [path = "", query = ""] = split(hash.replace(/^#?\/?/, ""), "?");
  const [page = "", rest = ""] = split(path, "/");
  const params = new URLSearchParams(query);
  const get = (name: string) => params.get(name) ?? "";
  const spot: Spot = {
    at: get("at"),
    node: get("node"),
    edge: get("edge"),
    tab: get("tab"),
  };
  switch (page) {
    case "":
      return { page: "diagrams" };
    case "runs":
      return { page: "runs", diagram: get("diagram") };
    case "artefacts":
      return { page: "artefacts" };
    case "diagram":
      return { page: "diagram", name: decode(rest), ...spot };
    case "help":
      return helpPlace(...split(decode(rest), "/"));
    case "run":
      if (isNumber(rest)) {
        const view = viewOf(get("view"));
        return {
          page: "run",
          id: Number(rest),
          view,
          file: get("file"),
          ...spot,
        };
      }
      break;
    case "compare": {
      const [before = "", after = ""] = split(rest, "/");
      if (isNumber(before) && isNumber(after)) {
        const { at, node } = spot;
        return {
          page: "compare",
          before: Number(before),
          after: Number(after),
          at,
          node,
        };
      }
      break;
    }
  }
  return { page: "unknown", hash };
}

/** The hash of a place. */
export function hrefOf(place: Place): string {
  switch (place.page) {
    case "diagrams":
      return "#/";
    case "runs":
      return `#/runs${query({ diagram: place.diagram })}`;
    case "artefacts":
      return "#/artefacts";
    case "diagram":
      return `#/diagram/${place.name.split("/").map(encodeURIComponent).join("/")}${query(spotOf(place))}`;
    case "run": {
      const view = place.view === "graph" ? "" : place.view;
      const { file } = place;
      return `#/run/${place.id}${query({ view, file, ...spotOf(place) })}`;
    }
    case "compare": {
      const { before, after, at, node } = place;
      return `#/compare/${before}/${after}${query({ at, node })}`;
    }
    case "help": {
      const { name, section } = place;
      const inside = [name, section].filter((part) => part !== "");
      return ["#/help", ...inside.map(encodeURIComponent)].join("/");
    }
    case "unknown":
      return place.hash;
  }
}

export function diagramPlace(name: string, spot: Partial<Spot> = {}): Place {
  return { page: "diagram", name, ...NOWHERE, ...spot };
}

export function runPlace(
  id: number,
  more: Partial<Spot & { view: RunView; file: string }> = {},
): Place {
  return { page: "run", id, view: "graph", file: "", ...NOWHERE, ...more };
}

/** A page of the documentation; the first of all where none is named. */
export function helpPlace(
  name: string,
  section = "",
): Place & { page: "help" } {
  return { page: "help", name: name || "index", section };
}

/** The page that an error names: `errors#records`. */
export function topicPlace(topic: string): Place & { page: "help" } {
  return helpPlace(...split(topic, "#"));
}

function spotOf({ at, node, edge, tab }: Spot): Record<string, string> {
  return { at, node, edge, tab };
}

function query(params: Record<string, string>): string {
  const given = Object.entries(params).filter(([, value]) => value !== "");
  const text = new URLSearchParams(given).toString();
  return text && `?${text}`;
}

function split(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function isNumber(text: string): boolean {
  return /^-?\d{1,9}$/.test(text);
}

function viewOf(text: string): RunView {
  return text === "timeline" || text === "files" ? text : "graph";
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
