// Generated from files/codegen/specifications/nodes/db.json and files/codegen/templates/frontend/typescript_model.j2; edit those.

import * as z from "zod";

/**
 * Reads, writes, appends to, lists and deletes documents of the workspace,
 * objects and archives, rows of SQL tables, and reads revisions of Git. All
 * input and output of a diagram goes through nodes of this type.
 */
export interface Db {
  type: "db";
  /**
   * What to do: `write` replaces a document, `append` adds to its end, `list`
   * gives the paths that match a pattern. In a table, `write` inserts rows or,
   * where their `key` is there, changes them, `append` inserts, `list` names
   * the tables. `query` runs SQL.
   */
  operation: "read" | "write" | "append" | "list" | "delete" | "query";
  /**
   * Where it lives. A URL in `source_details` says it by itself; otherwise a
   * source that is not a file begins with the name of a connection in
   * dipeo.toml. Default: "file".
   */
  sub_type: "file" | "sql" | "object" | "git";
  /**
   * The path of the document from the workspace's root, or for `list` a glob
   * pattern; a URL; or a connection of dipeo.toml by name, with a path after it
   * where it is one of objects. Names in braces are filled in from the node's
   * inputs. At least 1 character.
   */
  source_details: string;
  /**
   * How the document's text becomes data and back. Without it the file's
   * extension decides: .json, .yaml and .toml are data, all else is text.
   */
  format?: "json" | "yaml" | "toml" | "text";
  /**
   * The table, `schema.table` where it is not in the default schema. Names in
   * braces are filled in from the node's inputs. At least 1 character.
   */
  table?: string;
  /**
   * The SQL to run. It takes values by parameters, written :name, never by
   * names in braces. At least 1 character.
   */
  query?: string;
  /**
   * What the parameters of a query are, or, of `read` and `delete`, what
   * columns must be equal to. A name in braces that stands alone is the value
   * itself, a list stands for several. A parameter that is not named here is a
   * port of the node or a key of what arrives at `in`.
   */
  parameters?: Record<string, Json>;
  /**
   * The columns by which rows are told apart: `write` changes the rows that
   * have them, `delete` deletes those. Without it, the primary key. At least 1
   * item. No two items are equal.
   */
  key?: string[];
  /**
   * SQL that changes whenever the rows do, like `max(updated_at), count(*)`: an
   * expression over the table or query, or a whole SELECT. The next run asks
   * for it instead of for the rows. At least 1 character.
   */
  version?: string;
  /**
   * Whether the next run may use what was read now when it has not changed:
   * `auto` looks, `never` reads anew. Default: "auto".
   */
  cache: "auto" | "never";
}

/** What `DbSchema` accepts: defaults may be absent. */
export interface DbInput extends Omit<Db, "type" | "sub_type" | "cache"> {
  type?: "db" | undefined;
  sub_type?: Db["sub_type"] | undefined;
  cache?: Db["cache"] | undefined;
}

/** Any JSON value. */
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Text, in which no half of a surrogate pair stands alone. */
const text = z.string().regex(/^\P{Cs}*$/u, "Invalid string: lone surrogate");

const json = z.custom<Json>(isJson, "Invalid input: expected JSON");

/** Checks a value against `Db`, and fills in defaults. */
export const DbSchema = z.strictObject({
  type: z.literal("db").default("db"),
  operation: z.enum(["read", "write", "append", "list", "delete", "query"]),
  sub_type: z.enum(["file", "sql", "object", "git"]).default("file"),
  source_details: text.min(1),
  format: z.enum(["json", "yaml", "toml", "text"]).exactOptional(),
  table: text.min(1).exactOptional(),
  query: text.min(1).exactOptional(),
  parameters: record(json).exactOptional(),
  key: z.array(text).min(1).check(unique()).exactOptional(),
  version: text.min(1).exactOptional(),
  cache: z.enum(["auto", "never"]).default("auto"),
}) satisfies z.ZodType<Db, DbInput>;

/** Refuses two equal items. */
function unique() {
  return z.refine<unknown[]>(
    (items) => new Set(items).size === items.length,
    "Invalid input: expected different items",
  );
}

/** A record, in which a key may be `__proto__`; `record` of Zod drops that one. */
function record<Output, Input>(values: z.ZodType<Output, Input>) {
  return z
    .custom<Record<string, Input>>(isObject, "Invalid input: expected record")
    .transform((entries) => new Map(Object.entries(entries)))
    .pipe(z.map(text, values))
    .transform((entries) => Object.fromEntries(entries));
}

function isJson(value: unknown): boolean {
  switch (typeof value) {
    case "string":
      return text.safeParse(value).success;
    case "number":
      return Number.isFinite(value);
    case "object":
      return (
        value === null ||
        Object.entries(value).every(
          ([key, item]) => isJson(key) && isJson(item),
        )
      );
    default:
      return typeof value === "boolean";
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
