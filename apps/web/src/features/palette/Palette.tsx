import { Command } from "cmdk";
import { BookOpen, FileStack, History, Play, Waypoints } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";

import {
  DiagramsDocument,
  HelpPagesDocument,
  RunsDocument,
} from "../../api/generated.js";
import { useApi } from "../../api/useApi.js";
import { formatAgo } from "../../format/format.js";
import {
  diagramPlace,
  helpPlace,
  type Place,
  runPlace,
} from "../../route/place.js";
import { go } from "../../route/usePlace.js";
import { Dialog } from "../../ui/Dialog.js";
import { RUN_LOOKS } from "../../ui/states.js";
import { plainTitle } from "../help/blocks.js";
import { choicesOf } from "./choices.js";

interface PaletteProps {
  readonly onClose: () => void;
}

const ICONS = {
  page: FileStack,
  diagram: Waypoints,
  run: Play,
  history: History,
  help: BookOpen,
} as const;

/** A way to anywhere, by a few letters. */
export function Palette({ onClose }: PaletteProps) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [marked, setMarked] = useState("");
  const [isEager, setEager] = useState(false);
  const diagrams = useApi(DiagramsDocument, {});
  const runs = useApi(RunsDocument, {
    diagram: null,
    states: null,
    before: null,
    first: 30,
  });
  const isLooking = diagrams.isPending || runs.isPending;
  const help = useApi(HelpPagesDocument, {}, { forever: true });
  // A dialog gives the focus to whatever comes first in it.
  useEffect(() => input.current?.focus(), []);

  const leave = useEffectEvent((place: Place) => {
    onClose();
    go(place);
  });
  const groups = choicesOf(
    text,
    (diagrams.data?.diagrams ?? []).map(({ name, description }) => ({
      kind: "diagram",
      title: name,
      note: description,
      place: diagramPlace(name),
    })),
    (runs.data?.runs.runs ?? []).map(({ id, diagram, state, started }) => ({
      kind: "run",
      title: `Run ${id}  ${diagram}`,
      note: `${RUN_LOOKS[state].word}, ${formatAgo(started, Date.now() / 1000)}`,
      place: runPlace(id),
    })),
    // Not before there is all that is more likely to be meant.
    (isLooking ? [] : (help.data?.helpPages ?? [])).map(({ name, title }) => ({
      kind: "help",
      title: `${plainTitle(title)} (help)`,
      note: name,
      place: helpPlace(name),
    })),
  );
  const choices = groups.flatMap((group) => group.choices);
  const chosen = choices.find(({ title }) => title === marked) ?? choices[0];
  // Whoever is quicker than the answer goes there once it comes.
  useEffect(() => {
    if (isEager && !isLooking && chosen) leave(chosen.place);
  }, [isEager, isLooking, chosen]);
  return (
    <Dialog
      label="Go to"
      className="palette"
      onClose={onClose}
      onKeyDown={({ key }) => {
        if (key === "Enter" && !chosen) setEager(isLooking);
      }}
    >
      <Command
        shouldFilter={false}
        label="Go to"
        value={chosen?.title ?? ""}
        onValueChange={setMarked}
      >
        <Command.Input
          ref={input}
          value={text}
          onValueChange={(typed) => {
            setText(typed);
            setMarked("");
            setEager(false);
          }}
          placeholder="Diagram, run number or page"
        />
        <Command.List>
          <Command.Empty>
            {isLooking ? "Looking…" : "Nothing is called that."}
          </Command.Empty>
          {groups.map((group) => (
            <Command.Group key={group.heading} heading={group.heading}>
              {group.choices.map((choice) => {
                const Icon = ICONS[choice.kind];
                return (
                  <Command.Item
                    key={choice.title}
                    value={choice.title}
                    onSelect={() => leave(choice.place)}
                  >
                    <Icon size={15} aria-hidden />
                    <span className="truncate">{choice.title}</span>
                    <span className="dim truncate">{choice.note}</span>
                  </Command.Item>
                );
              })}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </Dialog>
  );
}
