import { FileStack } from "lucide-react";
import { useMemo, useState } from "react";

import { ArtefactsDocument, type ArtefactState } from "../../api/generated.js";
import { useApi } from "../../api/useApi.js";
import { formatCount } from "../../format/format.js";
import { Empty } from "../../ui/Empty.js";
import { Failure } from "../../ui/Failure.js";
import { Loading } from "../../ui/Loading.js";
import { SearchField } from "../../ui/SearchField.js";
import { Segmented } from "../../ui/Segmented.js";
import { VirtualRows } from "../../ui/VirtualRows.js";
import { Cell } from "./Cell.js";
import { ARTEFACT_LOOKS, countsOf, rowsOf, STATES } from "./matrix.js";

const ALL = "ALL";

/** Which generated file of which specification is fresh, stale, edited by hand or failing. */
export function Artefacts() {
  const { data, error, refetch } = useApi(ArtefactsDocument, {});
  const [search, setSearch] = useState("");
  const [state, setState] = useState<ArtefactState | typeof ALL>(ALL);
  const matrix = data?.artefacts;
  const rows = useMemo(
    () => (matrix ? rowsOf(matrix, search, state === ALL ? null : state) : []),
    [matrix, search, state],
  );
  if (error && !data) return <Failure error={error} retry={refetch} />;
  if (!matrix) return <Loading rows={10} />;
  const counts = countsOf(matrix.artefacts);
  const columns = {
    gridTemplateColumns: `minmax(140px, 1fr) repeat(${matrix.kinds.length}, minmax(84px, 150px))`,
  };
  return (
    <div className="page home">
      <div className="page-inner matrix-page">
        <div className="page-head">
          <h1>Artefacts</h1>
          <Segmented
            label="Which artefacts"
            value={state}
            onChange={setState}
            options={[
              {
                value: ALL,
                label: `All ${formatCount(matrix.artefacts.length)}`,
              },
              ...STATES.filter((one) => counts[one] > 0).map((one) => ({
                value: one,
                label: `${ARTEFACT_LOOKS[one].word} ${formatCount(counts[one])}`,
              })),
            ]}
          />
          <SearchField
            label="Search specifications"
            value={search}
            onChange={setSearch}
          />
        </div>
        <div className="panel home-list">
          {matrix.specifications.length === 0 || matrix.kinds.length === 0 ? (
            <Empty
              icon={<FileStack size={20} />}
              title="No generated files are known yet"
            >
              <p>
                A run that generates files from specifications fills this page;
                after an update of DiPeO or Python, the next one does.
              </p>
            </Empty>
          ) : (
            <>
              <div className="table-head matrix-head" style={columns}>
                <span>Specification</span>
                {matrix.kinds.map((kind) => (
                  <span key={kind.id} title={kind.id} className="matrix-kind">
                    {kind.label}
                  </span>
                ))}
              </div>
              {rows.length === 0 ? (
                <Empty title="No specification is like this" />
              ) : (
                <VirtualRows
                  count={rows.length}
                  rowHeight={38}
                  label="Artefacts"
                >
                  {(index) => {
                    const row = rows[index];
                    return row ? (
                      <div className="table-row" style={columns}>
                        <span className="truncate" title={row.specification}>
                          {nameOf(row.specification)}
                        </span>
                        {row.cells.map((cell, column) => (
                          <Cell
                            key={matrix.kinds[column]?.id}
                            kind={matrix.kinds[column]?.label ?? ""}
                            cell={cell}
                          />
                        ))}
                      </div>
                    ) : null;
                  }}
                </VirtualRows>
              )}
            </>
          )}
        </div>
      </div>
    </div>
  );
}

/** `person_job` for `files/…/person_job.json` */
function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.\w+$/, "");
}
