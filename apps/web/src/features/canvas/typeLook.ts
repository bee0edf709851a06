import { nodeRegistry } from "../diagram-editor/config/nodeRegistry.js";

export interface TypeLook {
  readonly label: string;
  readonly icon: string;
  readonly color: string;
  readonly description: string;
}

/** How a node type is shown: by the generated registry where it is one of ours. */
export function typeLook(type: string): TypeLook {
  const known: Partial<
    Record<string, (typeof nodeRegistry)[keyof typeof nodeRegistry]>
  > = nodeRegistry;
  const config = Object.hasOwn(nodeRegistry, type)
    ? known[type]?.config
    : undefined;
  return (
    config ?? { label: type, icon: "🧩", color: "#64748B", description: "" }
  );
}
