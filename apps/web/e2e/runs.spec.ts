import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import type { Locator, Page } from "@playwright/test";

import { card, expect, test } from "./studio.js";

test.beforeEach(({ studio }) => studio.remove("gate"));
// A run that waits for it would keep those of later tests waiting.
test.afterEach(({ studio }) => studio.write("gate", ""));

test("states change while a run goes on", async ({ open, studio }) => {
  const page = await open("#/diagram/greeting/waits");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(card(page, "Before")).toContainText("Done");
  await expect(card(page, "Wait For Gate")).toContainText("Running");
  await expect(card(page, "After")).toContainText("Waiting");
  await card(page, "After").click();
  await expect(page.getByText("The run has not come to it yet.")).toBeVisible();
  await studio.write("gate", "");
  await expect(card(page, "After")).toContainText("Done");
  await expect(page.locator(".run-name").getByText("Done")).toBeVisible();
  await expect(page.getByRole("tab", { name: "Input 1" })).toBeVisible();
});

test("a run is cancelled, and says that it wrote nothing", async ({ open }) => {
  const page = await open("#/diagram/greeting/waits");
  await page.getByLabel("Run every node, changed or not").check();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(card(page, "Wait For Gate")).toContainText("Running");
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(page.locator(".run-name").getByText("Cancelled")).toBeVisible();
  await expect(
    page.getByText("It was cancelled, and wrote nothing."),
  ).toBeVisible();
  await expect(card(page, "After")).not.toContainText("Waiting");
});

test("a run that a terminal starts is seen live", async ({ open, studio }) => {
  const page = await open("");
  await expect(page.getByText("12 diagrams")).toBeVisible();
  studio.begin("run", "greeting/waits", "--light", "--no-cache");
  const notice = page.getByRole("status").filter({ hasText: "greeting/waits" });
  await expect(notice).toContainText("Running");
  await notice.getByRole("link", { name: "Watch" }).click();
  await expect(card(page, "Wait For Gate")).toContainText("Running");
  await studio.write("gate", "");
  await expect(page.locator(".run-name").getByText("Done")).toBeVisible();
});

test("an error stands at its node, with its place and what to look at", async ({
  open,
  studio,
}) => {
  const run = await studio.run("greeting/fails");
  const page = await open(`#/run/${run}`);
  await expect(card(page, "Divide")).toContainText("Failed");
  await expect(card(page, "Sum")).toContainText("Skipped");
  await expect(card(page, "Beside")).toContainText("Done");
  await page.getByRole("button", { name: /Divide.*division by zero/ }).click();
  await expect(
    page.getByText("files/codegen/code/divide.py:2", { exact: true }),
  ).toBeVisible();
  await expect(page.locator(".code-block")).toContainText(
    "with in = [3,2,1,0]",
  );
  await expect(
    page.getByRole("link", { name: "errors, failed nodes" }),
  ).toBeVisible();
});

test("a deep link shows what it showed, and says when there is nothing", async ({
  open,
  studio,
}) => {
  const run = await studio.run("greeting/twice", { name: "ada" }, "--no-cache");
  const page = await open(`#/run/${run}`);
  await card(page, "Inner Greeting").dblclick();
  await card(page, "Greet").click();
  await page.getByRole("tab", { name: "Props" }).click();
  await expect(page).toHaveURL(
    /at=Inner\+Greeting&node=Inner\+Greeting\+%2F\+Greet&tab=props/,
  );
  await page.reload();
  await expect(page.getByRole("tab", { name: "Props" })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await expect(
    page.getByText("files/codegen/code/greet.py").first(),
  ).toBeVisible();
  await expect(card(page, "Greet")).toContainText("Done");
  await page.goto(`${studio.url()}#/run/${run}?node=Nobody`);
  await expect(page.getByText("This run has no such node")).toBeVisible();
  await page.goto(`${studio.url()}#/run/9999`);
  await expect(page.getByRole("alert")).toContainText("there is no run 9999");
});

test("two runs are compared as one graph, with the reason", async ({
  open,
  studio,
}) => {
  const run = () => studio.run("greeting/hello", { name: "ada" });
  await run();
  const template = join(studio.root, "data/greeting.j2");
  const text = await readFile(template, "utf8");
  await studio.write("data/greeting.j2", text.replace("good", "wonderful"));
  await run();
  const page = await open("#/runs?diagram=greeting%2Fhello");
  await page.getByRole("checkbox").nth(0).check();
  await page.getByRole("checkbox").nth(1).check();
  await page.getByRole("button", { name: "Compare" }).click();
  await expect(card(page, "Load Template")).toContainText(
    "data/greeting.j2 changed",
  );
  await expect(card(page, "Load Person")).toContainText("nothing is different");
  await card(page, "Greet").click();
  await expect(page.locator(".diff-added").first()).toContainText("wonderful");
});

test("the files of a run show what changed in them", async ({
  open,
  studio,
}) => {
  const run = () => studio.run("greeting/hello", { name: "ada" });
  await studio.write("data/greeting.j2", "# Hello NAME\n\nGood day.\n");
  await run();
  await studio.write("data/greeting.j2", "# Hi NAME\n\nGood day.\n");
  const page = await open(`#/run/${await run()}`);
  await page.getByRole("radio", { name: /^Files/ }).click();
  await page.getByRole("button", { name: /ada\.md/ }).click();
  await expect(page.locator(".diff-removed")).toHaveCount(1);
  await expect(page.locator(".diff-added")).toContainText("# Hi Ada");
  await page.getByRole("radio", { name: "File", exact: true }).click();
  await expect(page.locator(".code-line").first()).toContainText("# Hi Ada");
});

test("a long file is shown in pages: its changes, and each side", async ({
  open,
  studio,
}) => {
  const lines = Array.from({ length: 100_000 }, (_, at) => `line ${at}\n`);
  const run = () => studio.run("greeting/hello", { name: "ada" });
  await studio.write("data/greeting.j2", `# Hello NAME\n${lines.join("")}`);
  await run();
  lines[90_000] = "here\n";
  await studio.write("data/greeting.j2", `# Hello NAME\n${lines.join("")}`);
  const page = await open(`#/run/${await run()}?view=files&file=out%2Fada.md`);
  await expect(page.locator(".diff-removed")).toHaveText(/90002-line 90000$/);
  await expect(page.locator(".diff-added")).toHaveText(/90002\+here$/);
  for (const mode of ["Before", "File"]) {
    await page.getByRole("radio", { name: mode, exact: true }).click();
    await expect(page.locator(".value-foot")).toContainText("100,001 lines");
    const text = page.getByRole("group", { name: "out/ada.md" });
    await expect(text.locator(".code-line").first()).toContainText("Hello Ada");
    const last = async () => {
      await text.press("End");
      return Number(await text.locator(".code-number").last().innerText());
    };
    await expect.poll(last).toBeGreaterThan(10_000);
  }
});

test("the timeline says when each node ran", async ({ open, studio }) => {
  const run = await studio.run("many/greetings", {}, "--no-cache");
  const page = await open(`#/run/${run}`);
  await page.getByRole("radio", { name: "Timeline" }).click();
  await expect(
    page.locator(".bars-row").filter({ hasText: "Each Name" }),
  ).toContainText("×40");
  await expect(
    page.getByRole("heading", { name: "Where the time went" }),
  ).toBeVisible();
});

test("the page says that the server is away, and recovers", async ({
  open,
  studio,
}) => {
  const page = await open("");
  await expect(page.getByText("12 diagrams")).toBeVisible();
  await studio.stop();
  await expect(page.getByRole("alert")).toContainText(
    "The server does not answer",
  );
  await studio.write(
    "files/diagrams/new.light.yaml",
    "nodes:\n  - {label: New, type: start}\n",
  );
  await studio.start();
  await expect(page.getByRole("alert")).toBeHidden();
  await expect(page.getByText("13 diagrams")).toBeVisible();
  await studio.remove("files/diagrams/new.light.yaml");
});

test("a run is exported as one file that needs no server", async ({
  open,
  studio,
  context,
}) => {
  const run = await studio.run("greeting/twice", { name: "ada" }, "--no-cache");
  const page = await open(`#/run/${run}`);
  await expect(card(page, "Inner Greeting")).toBeVisible();
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export as one HTML file" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(
    /^greeting-twice-run-\d+\.html$/,
  );
  const file = join(studio.root, "exported.html");
  await download.saveAs(file);
  const alone = await context.newPage();
  const asked: string[] = [];
  alone.on("request", (request) => asked.push(request.url()));
  await alone.goto(pathToFileURL(file).href);
  await expect(card(alone, "Count Letters")).toContainText("Done");
  await card(alone, "Inner Greeting").dblclick();
  await card(alone, "Load Person").click();
  await expect(alone.getByRole("tree")).toContainText("Ada");
  const arrange = alone.getByRole("button", { name: /^Arrange/ });
  await expect(arrange).toHaveCount(0);
  expect(asked.filter((url) => !url.startsWith("file:"))).toEqual([]);
});

test("an exported run lays out what its author has not placed", async ({
  open,
  studio,
  context,
}) => {
  const node = (label: string) => `  - {label: ${label}, type: endpoint}\n`;
  const unplaced = `nodes:\n${node("A")}${node("B")}connections:\n  - {source: A, target: B}\n`;
  await studio.write("files/diagrams/unplaced.light.yaml", unplaced);
  const run = await studio.run("unplaced");
  await studio.dipeo("show", String(run), "--html", "unplaced.html");
  const page = await open(`#/run/${run}`);
  const place = (of: Page) =>
    card(of, "B").evaluate((one) => one.style.transform);
  await expect(card(page, "B")).toBeVisible();
  const alone = await context.newPage();
  await alone.goto(pathToFileURL(join(studio.root, "unplaced.html")).href);
  await expect(card(alone, "B")).toBeVisible();
  expect(await place(alone)).toBe(await place(page));
  await studio.remove("files/diagrams/unplaced.light.yaml");
});

test("a diagram is found, run and looked at without a pointer", async ({
  open,
}) => {
  const page = await open("");
  await expect(page.getByText("12 diagrams")).toBeVisible();
  const tabTo = async (target: Locator) => {
    for (let presses = 0; presses < 80; presses += 1) {
      if (await target.evaluate((one) => one === document.activeElement))
        return;
      await page.keyboard.press("Tab");
    }
    await expect(target).toBeFocused();
  };
  await page.keyboard.press("Control+k");
  await page.keyboard.type("hello");
  await page.keyboard.press("Enter");
  await expect(card(page, "Greet")).toBeVisible();
  await tabTo(page.getByLabel("name", { exact: true }));
  await page.keyboard.type("ada");
  await page.keyboard.press("Enter");
  await expect(page.locator(".run-name").getByText("Done")).toBeVisible();
  await tabTo(card(page, "Greet"));
  await page.keyboard.press("Enter");
  await tabTo(page.getByRole("tab", { name: "Output" }));
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: /^Input/ })).toBeFocused();
  await tabTo(page.getByRole("tree"));
  await page.keyboard.press("End");
  await expect(page.locator("[aria-selected=true].tree-line")).toBeVisible();
});
