/** The page of an exported run: it holds its own answers. */

import "@xyflow/react/dist/base.css";
import "./styles.css";

import { createRoot } from "react-dom/client";

import { App } from "./app/App.js";
import { layOutBy } from "./features/canvas/elk.js";
import { recordedTransport } from "./features/export/recorded.js";
import {
  LAYOUT_ID,
  RECORDING_ID,
  type Recording,
  unpacked,
} from "./features/export/recording.js";
import { hrefOf, runPlace } from "./route/place.js";
import { applyTheme } from "./theme/useTheme.js";

applyTheme();
const root = document.getElementById("root");
const data = document.getElementById(RECORDING_ID)?.textContent;
if (root && data) {
  const recording = JSON.parse(data) as Recording;
  const layout = document.getElementById(LAYOUT_ID)?.textContent;
  layOutBy(layout ? unpacked(layout) : null);
  if (!window.location.hash.startsWith("#/run/")) {
    window.location.replace(hrefOf(runPlace(recording.run)));
  }
  createRoot(root).render(<App transport={recordedTransport(recording)} />);
}
