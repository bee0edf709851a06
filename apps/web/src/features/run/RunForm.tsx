import { Play } from "lucide-react";
import { type FormEvent, useState } from "react";

import type { EditsOption } from "../../api/generated.js";
import { Button } from "../../ui/Button.js";
import { useLater } from "../../ui/useLater.js";
import { Problems } from "../../ui/Problems.js";
import { firstTexts, readInputs, type Texts } from "./inputs.js";
import { InputField } from "./InputField.js";
import type { FullDiagram } from "./useDiagramAt.js";
import { useStartRun } from "./useStartRun.js";

const EDITS: readonly { value: EditsOption; label: string }[] = [
  { value: "STOP", label: "stop the run" },
  { value: "KEEP", label: "are kept, this once" },
  { value: "OVERWRITE", label: "are written over" },
];

/** A form for the inputs that a diagram needs; it runs the diagram. */
export function RunForm({ diagram }: { readonly diagram: FullDiagram }) {
  const { needs } = diagram;
  const [typed, setTyped] = useState<Texts>({});
  const texts: Texts = { ...firstTexts(needs), ...typed };
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const [check, setCheck] = useState(false);
  const [noCache, setNoCache] = useState(false);
  const [edits, setEdits] = useState<EditsOption>("STOP");
  const { start, isPending, problems } = useStartRun();

  // A workspace has one run at a time; a start that is refused or begins answers at once.
  const isWaiting = useLater(isPending, 1500) && isPending;

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const read = readInputs(needs, texts);
    setWrong("problems" in read ? read.problems : {});
    if ("inputs" in read) {
      const options = { check, noCache, edits };
      start({ diagram: diagram.name, inputs: read.inputs, options });
    }
  };

  return (
    <form className="run-form" onSubmit={onSubmit} noValidate>
      {needs.length === 0 ? (
        <p className="dim">It needs no inputs.</p>
      ) : (
        needs.map((needed) => (
          <InputField
            key={needed.name}
            needed={needed}
            text={texts[needed.name] ?? ""}
            problem={wrong[needed.name]}
            onChange={(text) =>
              setTyped((now) => ({ ...now, [needed.name]: text }))
            }
          />
        ))
      )}
      <fieldset className="run-options">
        <legend className="visually-hidden">How it runs</legend>
        <label>
          <input
            type="checkbox"
            checked={check}
            onChange={(event) => setCheck(event.target.checked)}
          />
          Only see what would change, write nothing
        </label>
        <label>
          <input
            type="checkbox"
            checked={noCache}
            onChange={(event) => setNoCache(event.target.checked)}
          />
          Run every node, changed or not
        </label>
        <label className="run-edits">
          Files edited by hand
          <select
            className="input"
            value={edits}
            onChange={(event) => {
              const chosen = EDITS.find(
                ({ value }) => value === event.target.value,
              );
              if (chosen) setEdits(chosen.value);
            }}
          >
            {EDITS.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </fieldset>
      {problems.length > 0 ? (
        <div role="alert">
          <Problems problems={problems} />
        </div>
      ) : null}
      {isWaiting ? (
        <p className="dim" role="status">
          It waits until the run that goes on now has ended.
        </p>
      ) : null}
      <Button
        type="submit"
        kind="primary"
        icon={<Play size={14} />}
        disabled={isPending}
      >
        {isPending ? "Starting…" : check ? "Check" : "Run"}
      </Button>
    </form>
  );
}
