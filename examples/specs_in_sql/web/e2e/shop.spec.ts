import { expect, test } from "@playwright/test";

import { Shop } from "./shop.js";

const PAGE_PICTURE = process.env.SCREENSHOTS && "../page.png";
const ADD_PHONE = `UPDATE node_types
  SET spec = json_insert(spec, '$.fields[#]', json('{"name": "phone", "type": "string"}')),
      updated_at = '2030-01-01'
  WHERE name = 'customer'`;

let shop: Shop;
test.beforeAll(() => {
  shop = new Shop();
});
test.afterAll(() => shop.remove());

test("what the table says is what the form asks for and the API takes", async ({
  page,
}) => {
  await page.goto(await shop.start());
  const records = page.getByRole("listitem");

  await page.getByLabel("Name").fill("Ada");
  await page.getByLabel("Email").fill("ada at example.com");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator(".problem")).toHaveCount(1);
  await page.getByLabel("Email").fill("ada@example.com");
  await page.getByLabel("Kind").selectOption("A company");
  await page.getByLabel("Tax Number").fill("GB 1815");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(records).toHaveCount(1);
  await expect(records.first()).toContainText("ada@example.com");
  await expect(records.first()).toContainText("GB 1815");

  await page.getByRole("button", { name: "What somebody orders." }).click();
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Required")).toHaveCount(2);
  if (PAGE_PICTURE) await page.screenshot({ path: PAGE_PICTURE });
  await page.getByLabel("Number").fill("7");
  await page.getByLabel("Item").fill("Tea");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(records).toHaveCount(2);
  await expect(records.first()).toContainText('[{"item":"Tea","quantity":1}]');

  shop.sql(ADD_PHONE);
  await page.goto(await shop.start());
  await expect(records).toHaveCount(2);
  await page.getByLabel("Name").fill("Grace");
  await page.getByLabel("Phone").fill("+1 202 555 0100");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(records.first()).toContainText("+1 202 555 0100");
});
