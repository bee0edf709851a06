import { useEffect, useState } from "react";

import { listRecords, type Saved } from "./api.js";
import { recordTypes } from "./generated/index.js";
import { RecordForm } from "./RecordForm.js";
import { SavedRecord } from "./SavedRecord.js";

export function App() {
  const [chosen, setChosen] = useState(0);
  const [records, setRecords] = useState<readonly Saved[]>([]);
  const type = recordTypes[chosen];

  useEffect(() => {
    void listRecords().then(setRecords);
  }, []);

  return (
    <>
      <header>
        <h1>Shop</h1>
        <p>Every card and form here is generated from a row of node_types.</p>
      </header>
      <nav>
        {recordTypes.map(({ config }, index) => (
          <button
            type="button"
            key={config.type}
            aria-pressed={index === chosen}
            style={{ borderColor: config.color }}
            onClick={() => setChosen(index)}
          >
            <span className="icon">{config.icon}</span>
            <strong>{config.label}</strong>
            <small>{config.description}</small>
          </button>
        ))}
      </nav>
      <main>
        {type && (
          <RecordForm
            key={chosen}
            type={type}
            saved={(record) => setRecords([record, ...records])}
          />
        )}
        <ul>
          {records.map((record) => (
            <SavedRecord key={record.id} record={record} />
          ))}
        </ul>
      </main>
    </>
  );
}
