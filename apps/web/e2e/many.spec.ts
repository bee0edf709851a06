import type { Browser, Page } from "@playwright/test";

import { card, expect, test } from "./studio.js";

/** What a batch of twelve thousand items may cost the page. */
const MOST_DOM_NODES = 1500;
const MOST_ROWS = 60;
const MOST_HEAP = 60e6;
/** In milliseconds that the page's own thread computes, which other work on the machine does not add to. */
const MOST_BLOCKED = 150;
const MOST_TO_OPEN = 1000;

test("a batch of 12,000 items opens, scrolls and filters within its budget", async ({
  browser,
  open,
  studio,
}) => {
  const run = await studio.run("many/items");
  const page = await open("");
  await expect(page.getByText("12 diagrams")).toBeVisible();
  const items = page.getByRole("group", { name: "Items", exact: true });

  const opening = await tasksOf(browser, page, async () => {
    await page.goto(`${studio.url()}#/run/${run}`);
    await expect(card(page, "Each Item")).toContainText(
      "12,000 items, 12 failed",
    );
    await card(page, "Each Item").click();
    await expect(items).toContainText("item 3");
  });
  expect(opening.reduce((sum, task) => sum + task, 0)).toBeLessThan(
    MOST_TO_OPEN,
  );

  const looking = await tasksOf(browser, page, async () => {
    await page.getByLabel("Search, or #number").fill("#7777");
    await expect(items).toContainText('"item 7777"');
    await items.press("End");
    await expect(items).toContainText('"item 11999"');
    expect(await page.locator(".item-row").count()).toBeLessThan(MOST_ROWS);
    expect(
      await page.evaluate(() => document.querySelectorAll("*").length),
    ).toBeLessThan(MOST_DOM_NODES);

    await page.getByLabel("Search, or #number").fill("");
    await page.getByRole("radio", { name: "Failed 12" }).click();
    await expect(page.locator(".item-row")).toHaveCount(12);
    await page.locator(".item-row").first().click();
    await expect(
      page.getByText("files/codegen/code/item.py:4", { exact: true }),
    ).toBeVisible();
    await page.getByRole("button", { name: "The next item" }).click();
    await expect(page.getByRole("tree")).toContainText("item 1000");
  });
  expect(Math.max(...opening, ...looking)).toBeLessThan(MOST_BLOCKED);

  await page.goto(`${studio.url()}#/run/${run}?node=Make+Items`);
  await page.getByLabel("Search keys and values").fill("item 7777");
  await page.getByRole("button", { name: /^\$\[7777\]\.name/ }).click();
  await expect(page.locator(".code-line")).toContainText("item 7777");

  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  expect(usedSize).toBeLessThan(MOST_HEAP);
});

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds that the thread computed. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** How many milliseconds the page's thread computed for each of its tasks meanwhile; no frame is drawn during one. */
async function tasksOf(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
): Promise<number[]> {
  await browser.startTracing(page, { categories: ["toplevel"] });
  await work();
  const trace = (await browser.stopTracing()).toString();
  const { traceEvents }: { traceEvents: TraceEvent[] } = JSON.parse(trace);
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const isPage = ({ name, args }: TraceEvent) =>
    name === "thread_name" && args.name === "CrRendererMain";
  const pages = new Set(traceEvents.filter(isPage).map(threadOf));
  const tasks = traceEvents.flatMap((event) =>
    event.name.endsWith("RunTask") && pages.has(threadOf(event))
      ? [(event.tdur ?? 0) / 1000]
      : [],
  );
  expect(tasks, "what the browser traced").not.toHaveLength(0);
  return tasks;
}

test("an item of a batch of diagrams opens as its diagram", async ({
  open,
  studio,
}) => {
  const run = await studio.run("many/greetings");
  const page = await open(`#/run/${run}`);
  await card(page, "Each Name").click();
  await page.getByRole("button", { name: /^3 Done/ }).click();
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await expect(card(page, "Greet")).toContainText("Done");
  await card(page, "Greet").click();
  await expect(page.locator(".code-line")).toContainText("Hello Ada");
  const trail = page.getByRole("navigation", { name: "Breadcrumb" });
  await expect(trail).toContainText("Each Name[3]");
});

test("items are seen while they run, with what they are", async ({
  open,
  studio,
}) => {
  const gates = [0, 1, 2].map((number) => `gate${number}`);
  for (const gate of gates) await studio.remove(gate);
  const page = await open("#/diagram/many/waiting");
  await page.getByLabel("Run every node, changed or not").check();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const batch = card(page, "Each Number");
  await expect(batch).toContainText("0 / 3 items, 1 running");
  await batch.click();
  const row = (name: string) =>
    page.locator(".item-row").filter({ hasText: name });
  await expect(row("number 0")).toContainText("Running");
  await expect(row("number 1")).toContainText("Waiting");
  await studio.write("gate0", "");
  await expect(row("number 0")).toContainText("Done");
  await expect(row("number 1")).toContainText("Running");
  await expect(batch).toContainText("1 / 3 items, 1 running");
  await page.getByRole("radio", { name: "Running" }).click();
  await expect(page.locator(".item-row")).toHaveCount(1);

  await page.getByRole("radio", { name: "All" }).click();
  await row("number 2").click();
  await expect(page.getByText("The run has not come to it yet.")).toBeVisible();
  await expect(page.locator(".item-preview")).toContainText("number 2");
  await studio.write("gate1", "");
  await expect(page.getByText("It is running.", { exact: true })).toBeVisible();
  await studio.write("gate2", "");
  await expect(page.locator(".run-name").getByText("Done")).toBeVisible();
  await expect(page.locator(".code-line").first()).toContainText("number 2");
});

test("what is inside of an item is seen while it runs, and its values then", async ({
  open,
  studio,
}) => {
  for (const gate of ["gate0", "gate1"]) await studio.remove(gate);
  const page = await open("#/diagram/many/waiting_inside");
  await page.getByLabel("Run every node, changed or not").check();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const batch = card(page, "Each Number");
  await expect(batch).toContainText("0 / 2 items, 1 running");
  await batch.click();
  await page.locator(".item-row").first().click();
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await expect(card(page, "Before")).toContainText("Done");
  await expect(card(page, "Wait")).toContainText("Running");
  await card(page, "Before").click();
  await expect(
    page.getByText("The values in an item are told when it has ended."),
  ).toBeVisible();
  await studio.write("gate0", "");
  await expect(card(page, "Wait")).toContainText("Done");
  await expect(page.getByRole("tree")).toContainText("number 0");
  await studio.write("gate1", "");
  await expect(page.locator(".run-name").getByText("Done")).toBeVisible();
});
