import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

import AxeBuilder from "@axe-core/playwright";

import { expect, test } from "./studio.js";

test.afterEach(async ({ studio }) => {
  await studio.stop();
  await studio.remove("dipeo.toml");
  await rm(join(studio.root, "unplugged"), { recursive: true, force: true });
  await studio.start();
});

test("the team's history is away, which the page says, and is back", async ({
  open,
  studio,
}) => {
  const folder = join(studio.root, "unplugged");
  await studio.run("greeting/hello", { name: "ada" });
  await studio.stop();
  const url = `sqlite:///${folder}/team.db`;
  await studio.write("dipeo.toml", `[store]\nurl = "${url}"\n`);
  await studio.start();

  const page = await open("#/runs");
  const notice = page.getByRole("button", { name: "Team history is away" });
  await expect(notice).toBeVisible();
  await expect(page.locator(".history-number").first()).toHaveText(/^-\d+$/);
  await page.setViewportSize({ width: 1024, height: 768 });
  const bar = page.locator(".shell-bar");
  expect(await bar.evaluate((one) => one.scrollWidth)).toBe(1024);

  await notice.click();
  const why = page.getByRole("dialog", { name: "The team's history" });
  await expect(why).toContainText("there is no folder");
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await why.getByRole("link", { name: "team history" }).click();
  await expect(page).toHaveURL(/#\/help\/team-history$/);
  await expect(notice).toBeVisible();

  await mkdir(folder);
  await expect(notice).toBeHidden();
});
