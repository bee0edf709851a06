import "@fontsource-variable/inter/index.css";
import "@fontsource-variable/jetbrains-mono/index.css";
import "@xyflow/react/dist/base.css";
import "./styles.css";

import { createRoot } from "react-dom/client";

import { liveTransport } from "./api/live.js";
import { App } from "./app/App.js";
import { applyTheme } from "./theme/useTheme.js";

applyTheme();
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(<App transport={liveTransport(document.baseURI)} />);
}
