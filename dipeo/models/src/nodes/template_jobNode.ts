// Generated from files/codegen/specifications/nodes/template_job.json and files/codegen/templates/frontend/typescript_model.j2; edit those.

import * as z from "zod";

/** Renders a Jinja template with the node's inputs, in a sandbox. */
export interface TemplateJob {
  type: "template_job";
  /**
   * The template. Without it the template arrives at the port
   * `template_content`.
   */
  template?: string;
}

/** What `TemplateJobSchema` accepts: defaults may be absent. */
export interface TemplateJobInput extends Omit<TemplateJob, "type"> {
  type?: "template_job" | undefined;
}

/** Text, in which no half of a surrogate pair stands alone. */
const text = z.string().regex(/^\P{Cs}*$/u, "Invalid string: lone surrogate");

/** Checks a value against `TemplateJob`, and fills in defaults. */
export const TemplateJobSchema = z.strictObject({
  type: z.literal("template_job").default("template_job"),
  template: text.exactOptional(),
}) satisfies z.ZodType<TemplateJob, TemplateJobInput>;
