import { card, expect, test } from "./studio.js";

/** What a batch of ten thousand items may cost the page. */
const MOST_DOM_NODES = 1500;
const MOST_ROWS = 60;
const MOST_HEAP = 60e6;
const MOST_BLOCKED = 500;

// A machine that is busy with other things blocks frames too.
test.describe.configure({ retries: 2, timeout: 60_000 });

test("a batch of 10,000 items opens, scrolls and filters within its budget", async ({
  open,
  studio,
}) => {
  const run = await studio.run("many/items");
  const page = await open("");
  await page.evaluate(() => {
    const blocked: number[] = [];
    Reflect.set(window, "blocked", blocked);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) blocked.push(entry.duration);
    }).observe({ type: "longtask" });
  });
  await page.goto(`${studio.url()}#/run/${run}`);
  await expect(card(page, "Each Item")).toContainText(
    "10,000 items, 10 failed",
  );
  await card(page, "Each Item").click();
  const items = page.getByRole("group", { name: "Items", exact: true });
  await expect(items).toContainText("item 3");

  await page.getByLabel("Search, or #number").fill("#7777");
  await expect(items).toContainText('"item 7777"');
  await items.evaluate((list) => {
    list.scrollTop = list.scrollHeight;
  });
  await expect(items).toContainText('"item 9999"');
  expect(await page.locator(".item-row").count()).toBeLessThan(MOST_ROWS);
  expect(
    await page.evaluate(() => document.querySelectorAll("*").length),
  ).toBeLessThan(MOST_DOM_NODES);

  await page.getByLabel("Search, or #number").fill("");
  await page.getByRole("radio", { name: "Failed 10" }).click();
  await expect(page.locator(".item-row")).toHaveCount(10);
  await page.locator(".item-row").first().click();
  await expect(
    page.getByText("files/codegen/code/item.py:4", { exact: true }),
  ).toBeVisible();
  await page.getByRole("button", { name: "The next item" }).click();
  await expect(page.getByRole("tree")).toContainText("item 1000");

  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  expect(usedSize).toBeLessThan(MOST_HEAP);
  const blocked = await page.evaluate(() => Reflect.get(window, "blocked"));
  expect(Math.max(0, ...blocked)).toBeLessThan(MOST_BLOCKED);
});

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
