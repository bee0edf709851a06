import { Dialog } from "radix-ui";
import { X } from "lucide-react";

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
    <Dialog.Root open onOpenChange={(isOpen) => (isOpen ? null : onClose())}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog keys" aria-describedby={undefined}>
          <header className="dialog-head">
            <Dialog.Title>Keys</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton label="Close">
                <X size={15} />
              </IconButton>
            </Dialog.Close>
          </header>
          <div className="keys-groups">
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
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
