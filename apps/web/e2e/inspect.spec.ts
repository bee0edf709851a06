import { card, expect, test } from "./studio.js";

test.beforeEach(async ({ studio, open }) => {
  const run = await studio.run("greeting/hello", { name: "ada" }, "--no-cache");
  const page = await open(`#/run/${run}`);
  await expect(card(page, "Greet")).toContainText("Done");
});

test("a value is a tree that is searched, opened and copied from; it is never HTML", async ({
  page,
}) => {
  await card(page, "Load Person").click();
  const tree = page.getByRole("tree");
  await expect(tree).toContainText("Ada");
  await tree.getByRole("treeitem").filter({ hasText: "tags" }).click();
  await expect(tree).toContainText("<script>alert('no')</script>");
  await expect(page.locator(".tree script")).toHaveCount(0);
  await page.getByLabel("Search keys and values").fill("london");
  await page.getByRole("button", { name: /\$\.address\.city/ }).click();
  const found = tree.getByRole("treeitem").filter({ hasText: "city" });
  await expect(found).toHaveAttribute("aria-selected", "true");
  await found.getByRole("button", { name: /^Copy the path/ }).click();
  await expect(found.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    "$.address.city",
  );
});

test("the tree is walked by keys", async ({ page }) => {
  await card(page, "Load Person").click();
  const tree = page.getByRole("tree");
  await expect(tree).toContainText("Ada");
  await tree.focus();
  // Whoever is quicker than the answer stands where what the row holds will be.
  for (const key of ["End", "ArrowRight", "ArrowDown"]) {
    await page.keyboard.press(key);
  }
  await expect(tree.locator("[aria-selected=true]")).toContainText("London");
  for (const key of ["ArrowLeft", "ArrowLeft"]) await page.keyboard.press(key);
  await expect(tree.getByRole("treeitem")).toHaveCount(5);
});

test("a connection shows its size and exactly what it carried", async ({
  page,
}) => {
  const line = page.getByRole("group", {
    name: /^From Greet, text, to Write Greeting/,
  });
  await expect(line).toContainText(/^\d+ B$/);
  await line.locator(".link-pill").click();
  await expect(page.getByRole("heading", { name: "Connection" })).toBeVisible();
  await expect(page.locator(".code-line").first()).toContainText("# Hello Ada");
});

test("props are shown as the run filled them in, and why the node ran", async ({
  page,
}) => {
  await card(page, "Load Person").click();
  await page.getByRole("tab", { name: "Props" }).click();
  await expect(page.getByText("data/ada.json")).toBeVisible();
  await expect(page.getByText("filled in")).toBeVisible();
  await page.getByRole("tab", { name: "Why" }).click();
  await expect(
    page.getByText("files/diagrams/greeting/hello.light.yaml:5:5"),
  ).toBeVisible();
});

test("cached nodes show their values like others", async ({ page, studio }) => {
  await studio.run("greeting/hello", { name: "ada" });
  await studio.write("data/ada.json", '{"name": "Ada", "born": 1816}');
  const run = await studio.run("greeting/hello", { name: "ada" });
  await page.goto(`${studio.url()}#/run/${run}`);
  await expect(card(page, "Load Template")).toContainText("Cached");
  await card(page, "Load Template").click();
  await expect(page.locator(".code-line").first()).toContainText(
    "# Hello NAME",
  );
  await card(page, "Greet").click();
  await page.getByRole("tab", { name: "Compare" }).click();
  await expect(page.locator(".diff-added").first()).toContainText("1816");
});

test("keys alone are enough", async ({ page }) => {
  await card(page, "Load Person").focus();
  await page.keyboard.press("Enter");
  await expect(
    page.getByRole("heading", { name: "Load Person" }),
  ).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(
    page.getByRole("heading", { name: "Write Greeting" }),
  ).toBeVisible();
  await expect(card(page, "Write Greeting")).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("heading", { name: "Greet" })).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(card(page, "Write Greeting")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(
    page.getByRole("heading", { name: "Write Greeting" }),
  ).toBeHidden();
});
