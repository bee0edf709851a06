// Generated from files/codegen/specifications/nodes/sub_diagram.json and files/codegen/templates/frontend/field_config.j2; edit those.

import type { FieldConfig } from "../../../features/diagram-editor/config/unifiedConfig.js";

export const subDiagramFields = [
  {
    name: "diagram_path",
    label: "Diagram Path",
    input: "text",
    required: false,
    description:
      "The diagram by its path under files/diagrams, without the extension.",
    placeholder: "codegen/frontend/generate_frontend_single",
  },
  {
    name: "diagram_name",
    label: "Diagram Name",
    input: "text",
    required: false,
    description: "Another name for `diagram_path`.",
    deprecated: "Use diagram_path.",
  },
] as const satisfies readonly FieldConfig[];
