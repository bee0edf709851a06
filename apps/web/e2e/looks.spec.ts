import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

import { card, expect, test } from "./studio.js";

/** Every view, and what shows that it is there. */
const VIEWS: readonly [string, (page: Page) => Promise<void>][] = [
  ["", (page) => expect(page.getByText("12 diagrams")).toBeVisible()],
  [
    "#/runs",
    (page) => expect(page.locator(".history-number").first()).toBeVisible(),
  ],
  [
    "#/artefacts",
    (page) =>
      expect(page.getByText("No generated files are known yet")).toBeVisible(),
  ],
  [
    "#/diagram/greeting/hello",
    (page) => expect(card(page, "Greet")).toBeVisible(),
  ],
  [
    "#/diagram/odd/broken",
    (page) => expect(page.getByText(/Nobody/).first()).toBeVisible(),
  ],
  [
    "#/run/{hello}",
    (page) => expect(card(page, "Greet")).toContainText("Done"),
  ],
  [
    "#/run/{hello}?node=Greet",
    (page) => expect(page.getByRole("tree")).toContainText("Ada"),
  ],
  [
    "#/run/{again}?node=Greet&tab=compare",
    (page) => expect(page.locator(".diff-added").first()).toBeVisible(),
  ],
  [
    "#/run/{hello}?node=Write+Greeting&tab=input",
    (page) => expect(page.locator(".code-line").first()).toContainText("Hello"),
  ],
  [
    "#/run/{hello}?view=timeline",
    (page) => expect(page.locator(".bars-row").first()).toBeVisible(),
  ],
  [
    "#/run/{again}?view=files&file=out%2Fada.md",
    (page) => expect(page.locator(".diff-added").first()).toBeVisible(),
  ],
  [
    "#/run/{fails}?node=Divide",
    (page) => expect(page.locator(".code-block").first()).toBeVisible(),
  ],
  [
    "#/run/{many}?node=Each+Name",
    (page) => expect(page.locator(".item-row").first()).toBeVisible(),
  ],
  [
    "#/compare/{hello}/{again}",
    (page) => expect(card(page, "Greet")).toBeVisible(),
  ],
  [
    "#/help/errors/failed-nodes",
    (page) =>
      expect(
        page.getByRole("heading", { name: "Failed nodes" }),
      ).toBeInViewport(),
  ],
  [
    "#/help/specification",
    (page) => expect(page.locator(".help-table").first()).toBeVisible(),
  ],
  [
    "#/help/nothing",
    (page) =>
      expect(page.getByText("there is no page 'nothing'")).toBeVisible(),
  ],
  [
    "#/nowhere",
    (page) => expect(page.getByText("There is no such page")).toBeVisible(),
  ],
];

const LONG =
  "odd/a_very_long_name_of_a_diagram_that_somebody_has_given_without_thinking_of_those_who_have_to_read_it_on_a_screen";

const numbers = new Map<string, number>();

/** An address with the numbers of the runs that it names in braces. */
function address(hash: string): string {
  return hash.replace(/\{(\w+)\}/g, (_, name: string) =>
    String(numbers.get(name)),
  );
}

type Scheme = "light" | "dark";

/** The serious problems of what is shown, each with the elements that have it. */
async function seriousOf(page: Page, scheme: Scheme) {
  const { violations } = await axe(page, scheme).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))]);
}

/** All rules in light; what dark can change in dark. */
function axe(page: Page, scheme: Scheme): AxeBuilder {
  const builder = new AxeBuilder({ page });
  return scheme === "light"
    ? builder.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"])
    : builder.withRules(["color-contrast"]);
}

test.describe.configure({ timeout: 600_000 });

test.beforeAll(async ({ studio }) => {
  await studio.write("data/greeting.j2", "# Hello NAME\n");
  const hello = () =>
    studio.run("greeting/hello", { name: "ada" }, "--no-cache");
  numbers.set("hello", await hello());
  numbers.set("fails", await studio.run("greeting/fails"));
  numbers.set("many", await studio.run("many/greetings"));
  await studio.write("data/greeting.j2", "# Good day NAME\n");
  numbers.set("again", await hello());
  numbers.set("long", await studio.run(LONG));
});

for (const scheme of ["light", "dark"] as const) {
  test(`no view has a serious accessibility problem (${scheme})`, async ({
    open,
    page,
  }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    for (const [hash, isThere] of VIEWS) {
      await open(address(hash));
      await isThere(page);
      const serious = await seriousOf(page, scheme);
      expect(serious, `on ${hash || "the first page"}`).toEqual([]);
    }
  });

  test(`no dialog has a serious accessibility problem (${scheme})`, async ({
    open,
    page,
  }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await open("");
    await expect(page.getByText("12 diagrams")).toBeVisible();
    for (const [key, name] of [
      ["Control+k", "Go to"],
      ["?", "Keys"],
    ] as const) {
      await page.keyboard.press(key);
      await expect(page.getByRole("dialog", { name })).toBeVisible();
      expect(await seriousOf(page, scheme), name).toEqual([]);
      await page.keyboard.press("Escape");
    }
  });
}

test("the theme is chosen, and kept", async ({ open }) => {
  const page = await open("");
  const background = () =>
    page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await expect(page.getByText("12 diagrams")).toBeVisible();
  const light = await background();
  await page.getByRole("button", { name: /^Theme: system/ }).click();
  await page.getByRole("button", { name: /^Theme: light/ }).click();
  await expect.poll(background).not.toBe(light);
  await page.reload();
  await expect(
    page.getByRole("button", { name: /^Theme: dark/ }),
  ).toBeVisible();
  await expect.poll(background).not.toBe(light);
});

for (const size of [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
]) {
  test(`nothing is wider than the window at ${size.width} × ${size.height}`, async ({
    open,
    page,
  }) => {
    await page.setViewportSize(size);
    const first = page.locator(".react-flow__node").first();
    const isDrawn = () => expect(first).toBeVisible();
    const views = [
      ...VIEWS,
      [`#/diagram/${LONG}`, isDrawn],
      ["#/run/{long}", isDrawn],
    ] as const;
    for (const [hash, isThere] of views) {
      await open(address(hash));
      await isThere(page);
      await expect(page.locator(".loading")).toHaveCount(0);
      const wide = await page.evaluate(
        () =>
          document.documentElement.scrollWidth -
          document.documentElement.clientWidth,
      );
      expect(wide, `on ${hash}`).toBe(0);
      const cut = await page
        .locator(".shell-bar, .workbench-head, .page-head, .tabs-list")
        .evaluateAll((bars) =>
          bars
            .filter(
              (bar) =>
                bar.scrollWidth > bar.clientWidth ||
                bar.getBoundingClientRect().right > window.innerWidth,
            )
            .map((bar) => bar.className),
        );
      expect(cut, `bars that are cut off on ${hash}`).toEqual([]);
    }
  });
}
