// Generated from files/codegen/specifications/nodes/db.json and files/codegen/templates/frontend/typescript_model.j2; edit those.

import * as z from "zod";

/**
 * Reads, writes, appends to and lists documents of the workspace. All input and
 * output of a diagram goes through nodes of this type.
 */
export interface Db {
  type: "db";
  /**
   * What to do with the document: `write` replaces it, `append` adds to its
   * end, `list` gives the paths that match a pattern.
   */
  operation: "read" | "write" | "append" | "list";
  /** Where documents live. Default: "file". */
  sub_type: "file";
  /**
   * The path of the document from the workspace's root, or for `list` a glob
   * pattern. Names in braces are filled in from the node's inputs. At least 1
   * character.
   */
  source_details: string;
  /**
   * How the document's text becomes data and back. Without it the file's
   * extension decides: .json, .yaml and .toml are data, all else is text.
   */
  format?: "json" | "yaml" | "toml" | "text";
}

/** What `DbSchema` accepts: defaults may be absent. */
export interface DbInput extends Omit<Db, "type" | "sub_type"> {
  type?: "db" | undefined;
  sub_type?: "file" | undefined;
}

/** Text, in which no half of a surrogate pair stands alone. */
const text = z.string().regex(/^\P{Cs}*$/u, "Invalid string: lone surrogate");

/** Checks a value against `Db`, and fills in defaults. */
export const DbSchema = z.strictObject({
  type: z.literal("db").default("db"),
  operation: z.enum(["read", "write", "append", "list"]),
  sub_type: z.enum(["file"]).default("file"),
  source_details: text.min(1),
  format: z.enum(["json", "yaml", "toml", "text"]).exactOptional(),
}) satisfies z.ZodType<Db, DbInput>;
