import { Tabs } from "radix-ui";

import { DiagramSourceDocument } from "../../api/generated.js";
import { useApi } from "../../api/useApi.js";
import { diagramPlace, hrefOf } from "../../route/place.js";
import { Failure } from "../../ui/Failure.js";
import { Loading } from "../../ui/Loading.js";
import { Problems } from "../../ui/Problems.js";
import { CodeView } from "../inspect/CodeView.js";
import { RunForm } from "./RunForm.js";
import type { FullDiagram } from "./useDiagramAt.js";

/** A diagram in words: what it is for, a form that runs it, its text. */
export function DiagramSide({ diagram }: { readonly diagram: FullDiagram }) {
  return (
    <div className="inspector">
      <header className="inspector-head">
        <div className="inspector-title">
          <h2>{diagram.title}</h2>
        </div>
        {diagram.description ? (
          <p className="side-text">{diagram.description}</p>
        ) : null}
      </header>
      <Tabs.Root defaultValue="run" className="inspector-tabs">
        <Tabs.List className="tabs-list" aria-label="Parts of the diagram">
          <Tabs.Trigger value="run">Run</Tabs.Trigger>
          <Tabs.Trigger value="about">About</Tabs.Trigger>
          <Tabs.Trigger value="source">Source</Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content value="run" className="tabs-panel" tabIndex={-1}>
          {diagram.problems.length > 0 ? (
            <div className="side-part">
              <Problems problems={diagram.problems} />
            </div>
          ) : null}
          <RunForm diagram={diagram} />
        </Tabs.Content>
        <Tabs.Content value="about" className="tabs-panel" tabIndex={-1}>
          <About diagram={diagram} />
        </Tabs.Content>
        <Tabs.Content value="source" className="tabs-panel" tabIndex={-1}>
          <Source name={diagram.name} />
        </Tabs.Content>
      </Tabs.Root>
    </div>
  );
}

function About({ diagram }: { readonly diagram: FullDiagram }) {
  return (
    <dl className="facts">
      <dt>File</dt>
      <dd>
        <code>{diagram.file}</code>
      </dd>
      <dt>Nodes</dt>
      <dd>{diagram.nodes.length}</dd>
      <dt>Connections</dt>
      <dd>{diagram.edges.length}</dd>
      <dt>Gives back</dt>
      <dd>
        {diagram.outputs === null ? (
          "what its last nodes give"
        ) : (
          <code>{JSON.stringify(diagram.outputs, null, 1)}</code>
        )}
      </dd>
      <dt>Used by</dt>
      <dd>
        {diagram.usedBy.length === 0 ? "no other diagram" : null}
        <ul>
          {diagram.usedBy.map((name) => (
            <li key={name}>
              <a className="plain-link" href={hrefOf(diagramPlace(name))}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      </dd>
    </dl>
  );
}

function Source({ name }: { readonly name: string }) {
  const { data, error, refetch } = useApi(DiagramSourceDocument, { name });
  if (error && !data) return <Failure error={error} retry={refetch} />;
  if (!data?.diagram) return <Loading />;
  return (
    <CodeView
      text={data.diagram.source}
      language="yaml"
      label={data.diagram.file}
    />
  );
}
