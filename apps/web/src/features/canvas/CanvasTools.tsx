import { useReactFlow } from "@xyflow/react";
import { Download, Maximize, Minus, Plus, Sparkles } from "lucide-react";
import { DropdownMenu } from "radix-ui";

import { IconButton } from "../../ui/IconButton.js";
import type { Picture } from "./card.js";
import { canTidy } from "./elk.js";
import { savePng, saveSvg } from "./savePicture.js";
import { pictureSvg } from "./svg.js";
import type { Arrangement, Layout } from "./useLayout.js";

interface CanvasToolsProps {
  readonly name: string;
  readonly picture: Picture;
  readonly layout: Layout;
  readonly arrangement: Arrangement;
  readonly canBeAuthored: boolean;
  readonly onArrange: (arrangement: Arrangement) => void;
}

/** The buttons of a canvas. */
export function CanvasTools({
  name,
  picture,
  layout,
  arrangement,
  canBeAuthored,
  onArrange,
}: CanvasToolsProps) {
  const flow = useReactFlow();
  const isTidied = arrangement === "tidied";
  return (
    <div className="canvas-tools" role="toolbar" aria-label="Canvas">
      <IconButton label="Zoom in" keys="+" onClick={() => void flow.zoomIn()}>
        <Plus size={16} />
      </IconButton>
      <IconButton label="Zoom out" keys="-" onClick={() => void flow.zoomOut()}>
        <Minus size={16} />
      </IconButton>
      <IconButton
        label="Fit all in"
        keys="F"
        onClick={() => void flow.fitView({ padding: 0.06, maxZoom: 1.15 })}
      >
        <Maximize size={15} />
      </IconButton>
      {canTidy() ? (
        <IconButton
          label={
            canBeAuthored
              ? isTidied
                ? "Arranged automatically. Show it as its author placed it"
                : "Arrange automatically"
              : "Arranged automatically: its author placed no nodes"
          }
          aria-pressed={isTidied}
          disabled={!canBeAuthored}
          onClick={() => onArrange(isTidied ? "authored" : "tidied")}
        >
          <Sparkles size={15} />
        </IconButton>
      ) : null}
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger asChild>
          <button
            type="button"
            className="icon-button"
            aria-label="Export the picture"
            title="Export the picture"
          >
            <Download size={15} />
          </button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className="menu" sideOffset={6} align="start">
            <DropdownMenu.Item
              onSelect={() => saveSvg(name, pictureSvg(picture, layout))}
            >
              As SVG
            </DropdownMenu.Item>
            <DropdownMenu.Item
              onSelect={() => void savePng(name, pictureSvg(picture, layout))}
            >
              As PNG
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </div>
  );
}
