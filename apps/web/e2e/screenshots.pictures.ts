/** Takes the pictures of docs/studio.md and of README.md, on this project's own diagrams. */

import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Page } from "@playwright/test";

import { card, expect, test } from "./studio.js";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const IMAGES = join(ROOT, "docs/images");
const SPECIFICATION = "files/codegen/specifications/nodes/db.json";
const ALL = "codegen/master/generate_all";
const MODELS =
  "Generate All Frontend / Generate All TypeScript Models / Generate TypeScript Models";

async function picture(page: Page, name: string): Promise<void> {
  await expect(page.locator(".loading")).toHaveCount(0);
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(IMAGES, `${name}.png`) });
}

function hash(run: number, at: string, node: string, more = ""): string {
  const query = new URLSearchParams({ at, node }).toString();
  return `#/run/${run}?${query}${more}`;
}

test("pictures", async ({ studio, open }) => {
  test.setTimeout(180_000);
  await cp(join(ROOT, "files"), join(studio.root, "files"), {
    recursive: true,
  });
  const first = await studio.run(ALL);
  const text = await readFile(join(studio.root, SPECIFICATION), "utf8");
  await studio.write(SPECIFICATION, text.replace("documents", "all documents"));
  const second = await studio.run(ALL);
  const failed = await studio.run("greeting/fails");
  await studio.run("greeting/hello", { name: "ada" });
  const many = await studio.run("many/items");

  const page = await open("");
  await expect(page.locator(".home-diagram").first()).toBeVisible();
  await picture(page, "studio-home");

  await open(`#/diagram/${ALL}`);
  await expect(card(page, "Process Manifest")).toBeVisible();
  await picture(page, "studio-diagram");

  await open(`#/run/${second}?node=Generate+Node+Registry`);
  await expect(card(page, "Write Node Registry")).toContainText(/Done|Cached/);
  await expect(page.getByRole("tree")).toBeVisible();
  await picture(page, "studio-run");

  await open(hash(second, `${MODELS}[3]`, `${MODELS}[3] / Generate`));
  await page
    .getByRole("treeitem")
    .filter({ hasText: "generated_code" })
    .click();
  await expect(page.locator(".code-line span[style]").first()).toBeVisible();
  await picture(page, "studio-value");

  await open(`#/run/${many}?node=Each+Item`);
  await page.getByRole("radio", { name: /^Failed/ }).click();
  await expect(page.locator(".item-row")).toHaveCount(12);
  await picture(page, "studio-items");

  await open(`#/run/${failed}?node=Divide`);
  await expect(page.locator(".code-block").first()).toBeVisible();
  await picture(page, "studio-error");

  await open(`#/run/${second}?view=timeline`);
  await expect(page.locator(".bars-row").first()).toBeVisible();
  await picture(page, "studio-timeline");

  await open(`#/run/${second}?view=files`);
  await page.locator(".file-row").first().click();
  await expect(page.locator(".diff-added").first()).toBeVisible();
  await picture(page, "studio-files");

  const edited = "dipeo/core/static/generated/hook_node.py";
  const before = await readFile(join(studio.root, edited), "utf8");
  await studio.write(edited, `${before}# by hand\n`);
  const start = "files/codegen/specifications/nodes/start.json";
  const spec = await readFile(join(studio.root, start), "utf8");
  await studio.write(
    start,
    spec.replace('"description": "', '"description": "Here: '),
  );
  await open("#/artefacts");
  await expect(page.locator(".matrix-cell").first()).toBeVisible();
  await picture(page, "studio-artefacts");

  await open(`#/compare/${first}/${second}`);
  await expect(card(page, "Generate All Frontend")).toBeVisible();
  await picture(page, "studio-compare");

  await page.emulateMedia({ colorScheme: "dark" });
  await open(`#/run/${second}?at=Generate+All+Frontend`);
  await expect(card(page, "Batch Process Frontend")).toContainText(
    /Done|Cached/,
  );
  await picture(page, "studio-dark");
});
