import { card, expect, test } from "./studio.js";

test("an error leads to its page of the documentation, at its section", async ({
  open,
  studio,
}) => {
  const run = await studio.run("greeting/fails");
  const page = await open(`#/run/${run}?node=Divide`);
  await page.getByRole("link", { name: "errors, failed nodes" }).click();
  await expect(page).toHaveURL(/#\/help\/errors\/failed-nodes$/);
  await expect(
    page.getByRole("heading", { name: "Failed nodes" }),
  ).toBeInViewport();
  await expect(page.getByRole("heading", { name: "Errors" })).toHaveCount(1);
  await page.goBack();
  await expect(card(page, "Divide")).toContainText("Failed");
});

test("a page says what the command prints, and links to others", async ({
  open,
  studio,
}) => {
  const printed = (await studio.dipeo("help", "errors")).output;
  const page = await open("#/help");
  const contents = page.getByRole("navigation", { name: "Help" });
  await contents.getByRole("link", { name: "Errors" }).click();
  await expect(page).toHaveURL(/#\/help\/errors$/);
  const text = page.locator(".help-text");
  await expect(text.locator("h1")).toHaveText("Errors");
  const headings = printed
    .replace(/^ *```.*?^ *```$/gms, "")
    .match(/(?<=^#+ ).*$/gm);
  expect(await text.locator("h1, h2, h3").allTextContents()).toEqual(
    headings?.map((heading) => heading.replaceAll("`", "")),
  );
  await text.getByRole("link", { name: "How a command ends" }).click();
  await expect(page).toHaveURL(/#\/help\/commands\/how-a-command-ends$/);
  await expect(
    page.getByRole("heading", { name: "How a command ends" }),
  ).toBeInViewport();
});

test("the palette finds pages of the documentation", async ({ open }) => {
  const page = await open("");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("settings (help)");
  await expect(page.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#\/help\/settings$/);
  await expect(page.locator(".help-text h1")).toHaveText("Settings");
});
