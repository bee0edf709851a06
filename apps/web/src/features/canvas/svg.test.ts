import { expect, test } from "vitest";

import type { Card } from "./card.js";
import { fileName } from "./savePicture.js";
import { escapeXml, pictureSvg } from "./svg.js";

const card: Card = {
  id: "A <b> & \u0000",
  type: "db",
  position: null,
  inputs: ["in"],
  outputs: ["out", "<script>"],
  isBatch: true,
  foot: "codegen/x",
  opens: true,
  problems: 0,
  status: null,
};

test("names in a picture are text, whatever they hold", () => {
  const svg = pictureSvg(
    {
      digest: "",
      cards: [card],
      links: [
        {
          id: "1",
          source: card.id,
          sourcePort: "out",
          target: card.id,
          targetPort: "in",
          label: "12 kB",
          tone: "",
        },
      ],
    },
    new Map([[card.id, { x: 0, y: 0 }]]),
  );
  expect(svg).toContain("A &lt;b&gt; &amp; \uFFFD");
  expect(svg).not.toContain("<script>");
  expect(svg).toContain("12 kB");
  expect(svg).toContain('viewBox="-32 -32 ');
});

test("escapeXml keeps what XML has", () => {
  expect(escapeXml('"é😀"\uD800')).toBe("&quot;é😀&quot;\uFFFD");
});

test("names of files hold no separators", () => {
  expect(fileName("codegen/master/all")).toBe("codegen-master-all");
  expect(fileName("///")).toBe("diagram");
});
