// Generated from files/codegen/specifications/nodes/code_job.json and files/codegen/templates/frontend/typescript_model.j2; edit those.

import * as z from "zod";

/**
 * Calls a Python function with the node's inputs. The function is pure: it gets
 * JSON and returns JSON, and reaches for nothing else.
 */
export interface CodeJob {
  type: "code_job";
  /**
   * Whether the code is a file of the workspace or written into the node.
   * Default: "file".
   */
  code_type: "file" | "inline";
  /** The Python file that holds the function. */
  source_details?: string;
  /** The Python module that holds the function. */
  code?: string;
  /**
   * The function to call with the inputs. Matches /^[A-Za-z_][A-Za-z0-9_]*$/.
   * Default: "main".
   */
  function: string;
  /** The language of the code. Default: "python". */
  language: "python";
  /**
   * Whether the function may open files, sockets and processes and read the
   * clock and the environment. Default: false.
   */
  allow_io: boolean;
}

/** What `CodeJobSchema` accepts: defaults may be absent. */
export interface CodeJobInput extends Omit<
  CodeJob,
  "type" | "code_type" | "function" | "language" | "allow_io"
> {
  type?: "code_job" | undefined;
  code_type?: CodeJob["code_type"] | undefined;
  function?: string | undefined;
  language?: "python" | undefined;
  allow_io?: boolean | undefined;
}

/** Text, in which no half of a surrogate pair stands alone. */
const text = z.string().regex(/^\P{Cs}*$/u, "Invalid string: lone surrogate");

/** Checks a value against `CodeJob`, and fills in defaults. */
export const CodeJobSchema = z.strictObject({
  type: z.literal("code_job").default("code_job"),
  code_type: z.enum(["file", "inline"]).default("file"),
  source_details: text.exactOptional(),
  code: text.exactOptional(),
  function: text.regex(/^[A-Za-z_][A-Za-z0-9_]*$/u).default("main"),
  language: z.enum(["python"]).default("python"),
  allow_io: z.boolean().default(false),
}) satisfies z.ZodType<CodeJob, CodeJobInput>;
