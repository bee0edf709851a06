import { type FormEvent, useState } from "react";

import { type Saved, saveRecord } from "./api.js";
import type { JsonObject, RecordType } from "./config.js";
import { FieldRows } from "./FieldRows.js";
import { byPlace, type Problems, shown } from "./values.js";

interface Props {
  readonly type: RecordType;
  readonly saved: (record: Saved) => void;
}

/** A form for a new record: drawn from the fields, checked by the schema, then by the API. */
export function RecordForm({ type: { config, fields, schema }, saved }: Props) {
  const [values, setValues] = useState<JsonObject>(config.defaults);
  const [problems, setProblems] = useState<Problems>({});

  async function submit(event: FormEvent) {
    event.preventDefault();
    const value: JsonObject = { ...shown(fields, values), type: config.type };
    const read = schema.safeParse(value, { error: missing });
    if (!read.success) return setProblems(byPlace(read.error.issues));
    const answer = await saveRecord(value);
    if ("problems" in answer) return setProblems(answer.problems);
    setProblems({});
    setValues(config.defaults);
    saved(answer.saved);
  }

  return (
    <form onSubmit={submit} noValidate aria-label={config.label}>
      <FieldRows
        fields={fields}
        place=""
        object={values}
        problems={problems}
        change={setValues}
      />
      {problems[""] && <p className="problem">{problems[""]}</p>}
      <button type="submit">Save {config.label.toLowerCase()}</button>
    </form>
  );
}

/** What Zod says of a value that is absent, in a word; all else in its own words. */
function missing({ input }: { readonly input?: unknown }) {
  return input === undefined ? "Required" : undefined;
}
