import { expect, test } from "vitest";

import { targetOf } from "./links.js";

test.each([
  ["errors.md", "#/help/errors"],
  ["../how-to/update.md", "#/help/update"],
  [
    "reference/commands.md#how-a-command-ends",
    "#/help/commands/how-a-command-ends",
  ],
  ["#records", "#/help/here/records"],
])("%s is a page of the documentation", (href, target) => {
  expect(targetOf(href, "here")).toEqual({ href: target, isAway: false });
});

test("other sites are elsewhere, and files of the repository are not here", () => {
  const href = "https://docs.dask.org/en/stable/deploying-ssh.html";
  expect(targetOf(href, "here")).toEqual({ href, isAway: true });
  expect(targetOf("../files/a.schema.json", "here")).toBeNull();
  expect(targetOf("javascript:alert(1)", "here")).toBeNull();
});
