import { useSyncExternalStore } from "react";

import { useTransport } from "./context.js";
import type { Connection } from "./transport.js";

/** Whether the server answers. */
export function useConnection(): Connection {
  const { connection } = useTransport();
  return useSyncExternalStore(connection.subscribe, connection.get);
}
