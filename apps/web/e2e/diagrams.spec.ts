import { card, expect, runNumber, test } from "./studio.js";

test("home has every diagram in its folder, finds, and says what is wrong", async ({
  open,
}) => {
  const page = await open("");
  await expect(page.getByRole("heading", { name: "Diagrams" })).toBeVisible();
  await expect(page.getByText("12 diagrams")).toBeVisible();
  await expect(page.getByText("1 problem")).toBeVisible();
  await page.getByLabel("Search diagrams").fill("greet batch");
  await expect(page.locator(".home-diagram")).toHaveCount(1);
  await page.getByLabel("Search diagrams").press("Enter");
  await expect(page).toHaveURL(/#\/diagram\/many\/greetings$/);
});

test("a folder closes and opens", async ({ open }) => {
  const page = await open("");
  const folder = page.getByRole("button", { name: /^greeting/ });
  await expect(page.getByRole("link", { name: /^hello/ })).toBeVisible();
  await folder.click();
  await expect(page.getByRole("link", { name: /^hello/ })).toBeHidden();
  await folder.click();
  await expect(page.getByRole("link", { name: /^hello/ })).toBeVisible();
});

test("the palette goes anywhere", async ({ open }) => {
  const page = await open("");
  await expect(page.getByRole("heading", { name: "Diagrams" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("ghello");
  await expect(page.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#\/diagram\/greeting\/hello$/);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
});

test("a diagram is run from its form, which says what is missing", async ({
  open,
  studio,
}) => {
  await studio.remove("out/ada.md");
  const page = await open("#/diagram/greeting/hello");
  await expect(card(page, "Greet")).toBeVisible();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByText("it is empty")).toBeVisible();
  await page.getByLabel("name", { exact: true }).fill("ada");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const run = await runNumber(page);
  await expect(page.locator(".run-name").getByText("Done")).toBeVisible();
  await expect(
    page.getByText("1 written, 0 unchanged, 0 removed"),
  ).toBeVisible();
  await page.goto(`${page.url().split("#")[0]}#/diagram/greeting/hello`);
  await expect(page.getByLabel("name", { exact: true })).toHaveValue("ada");
  await expect(page.getByTitle(`Run ${run}`)).toBeVisible();
});

test("what cannot run says why", async ({ open }) => {
  const page = await open("#/diagram/odd/broken");
  await expect(
    page.getByText(/no node is labelled 'Nobody'/).first(),
  ).toBeVisible();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("Nobody");
});

test("a node shows what its author wrote, and its diagram opens", async ({
  open,
}) => {
  const page = await open("#/diagram/greeting/twice");
  await card(page, "Count Letters").click();
  await expect(page.locator(".code-block")).toContainText("def main(inputs):");
  await expect(page.locator(".code-block span[style]").first()).toBeVisible();
  await card(page, "Inner Greeting").dblclick();
  await expect(card(page, "Load Person")).toBeVisible();
  await expect(page).toHaveURL(/at=Inner\+Greeting/);
  const trail = page.getByRole("navigation", { name: "Breadcrumb" });
  await trail.getByRole("link", { name: "greeting/twice" }).click();
  await expect(card(page, "Count Letters")).toBeVisible();
});

test("all keys are told, but not where a question mark is typed", async ({
  open,
}) => {
  const page = await open("");
  await page.getByLabel("Search diagrams").press("?");
  await expect(page.getByLabel("Search diagrams")).toHaveValue("?");
  await page.getByRole("heading", { name: "Diagrams" }).click();
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keys" });
  await expect(keys).toContainText("Zoom in");
  await page.keyboard.press("Escape");
  await expect(keys).toBeHidden();
});

test("the palette remembers Enter until it knows what there is", async ({
  open,
  page,
}) => {
  let answer = () => {};
  const mayAnswer = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route("**/graphql", async (route) => {
    const asked = route.request().postData() ?? "";
    if (/query (Diagrams|Runs)\b/.test(asked)) await mayAnswer;
    await route.continue();
  });
  await open("#/artefacts");
  await expect(page.getByRole("heading", { name: "Artefacts" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("hello");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Looking…")).toBeVisible();
  answer();
  await expect(page).toHaveURL(/#\/diagram\/greeting\/hello$/);
});

test("a picture is exported as SVG and as PNG", async ({ open }) => {
  const page = await open("#/diagram/greeting/hello");
  await expect(card(page, "Greet")).toBeVisible();
  for (const [item, name] of [
    ["As SVG", "greeting-hello.svg"],
    ["As PNG", "greeting-hello.png"],
  ] as const) {
    await page.getByRole("button", { name: "Export the picture" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: item }).click();
    expect((await download).suggestedFilename()).toBe(name);
  }
});

test("a diagram can be tidied", async ({ open }) => {
  const page = await open("#/diagram/greeting/hello");
  const place = () =>
    card(page, "Load Template").evaluate((one) => one.style.transform);
  await expect(card(page, "Load Template")).toBeVisible();
  const before = await place();
  await page.getByRole("button", { name: "Arrange automatically" }).click();
  const pressed = page.getByRole("button", { name: /^Arranged automatically/ });
  await expect(pressed).toHaveAttribute("aria-pressed", "true");
  await expect.poll(place).not.toBe(before);
});
