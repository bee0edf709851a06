import { QueryClientProvider } from "@tanstack/react-query";
import { Tooltip } from "radix-ui";
import { useState } from "react";

import { TransportContext } from "../api/context.js";
import type { Transport } from "../api/transport.js";
import { Boundary } from "./Boundary.js";
import { newQueryClient } from "./queryClient.js";
import { Shell } from "./Shell.js";

/** The page, whoever answers its questions. */
export function App({ transport }: { readonly transport: Transport }) {
  const [queries] = useState(newQueryClient);
  return (
    <Boundary>
      <TransportContext value={transport}>
        <QueryClientProvider client={queries}>
          <Tooltip.Provider delayDuration={400}>
            <Shell />
          </Tooltip.Provider>
        </QueryClientProvider>
      </TransportContext>
    </Boundary>
  );
}
