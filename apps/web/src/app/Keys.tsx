import { X } from "lucide-react";

import { Dialog } from "../ui/Dialog.js";
import { IconButton } from "../ui/IconButton.js";

const GROUPS: readonly {
  readonly heading: string;
  readonly keys: readonly (readonly [keys: readonly string[], what: string])[];
}[] = [
  {
    heading: "Anywhere",
    keys: [
      [["Ctrl", "K"], "Go to a diagram, a run, a page"],
      [["?"], "These keys"],
    ],
  },
  {
    heading: "On a diagram",
    keys: [
      [["←", "→", "↑", "↓"], "Go to the next node in that direction"],
      [["Enter"], "Open the diagram inside the selected node"],
      [["Backspace"], "Go back to the diagram outside"],
      [["Esc"], "Let go of the selection"],
      [["F"], "Fit all in"],
      [["+"], "Zoom in"],
      [["-"], "Zoom out"],
    ],
  },
  {
    heading: "In a value",
    keys: [
      [["↑", "↓"], "Go to the row above or below"],
      [["→"], "Open a row, then go into it"],
      [["←"], "Close a row, then go to what holds it"],
      [["Home"], "Go to the first row"],
      [["End"], "Go to the last row"],
    ],
  },
];

/** All keys that do something. */
export function Keys({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog label="Keys" className="keys" onClose={onClose}>
      <div className="dialog-inner">
        <header className="dialog-head">
          <h2>Keys</h2>
          <IconButton label="Close" onClick={onClose}>
            <X size={15} />
          </IconButton>
        </header>
        {GROUPS.map(({ heading, keys }) => (
          <section key={heading}>
            <h3>{heading}</h3>
            <dl>
              {keys.map(([names, what]) => (
                <div key={what}>
                  <dt>
                    {names.map((name) => (
                      <kbd key={name}>{name}</kbd>
                    ))}
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
