import { createContext, useContext } from "react";

import type { Transport } from "./transport.js";

export const TransportContext = createContext<Transport | null>(null);

/** What answers questions here. */
export function useTransport(): Transport {
  const transport = useContext(TransportContext);
  if (transport === null) throw new Error("there is no TransportContext here");
  return transport;
}
