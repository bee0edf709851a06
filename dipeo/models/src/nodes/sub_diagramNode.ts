// Generated from files/codegen/specifications/nodes/sub_diagram.json and files/codegen/templates/frontend/typescript_model.j2; edit those.

import * as z from "zod";

/**
 * Runs another diagram with the node's inputs and gives its results. In a batch
 * it runs once for each item.
 */
export interface SubDiagram {
  type: "sub_diagram";
  /**
   * The diagram by its path under files/diagrams, without the extension. At
   * least 1 character.
   */
  diagram_path?: string;
  /**
   * Another name for `diagram_path`. At least 1 character.
   *
   * @deprecated Use diagram_path.
   */
  diagram_name?: string;
}

/** What `SubDiagramSchema` accepts: defaults may be absent. */
export interface SubDiagramInput extends Omit<SubDiagram, "type"> {
  type?: "sub_diagram" | undefined;
}

/** Text, in which no half of a surrogate pair stands alone. */
const text = z.string().regex(/^\P{Cs}*$/u, "Invalid string: lone surrogate");

/** Checks a value against `SubDiagram`, and fills in defaults. */
export const SubDiagramSchema = z.strictObject({
  type: z.literal("sub_diagram").default("sub_diagram"),
  diagram_path: text.min(1).exactOptional(),
  diagram_name: text.min(1).exactOptional(),
}) satisfies z.ZodType<SubDiagram, SubDiagramInput>;
