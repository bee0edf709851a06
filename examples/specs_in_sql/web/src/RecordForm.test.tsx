import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";

import { recordTypes } from "./generated/index.js";
import { RecordForm } from "./RecordForm.js";
import { isVisible } from "./values.js";

test.each(recordTypes)("a form shows each field of $config.label", (type) => {
  const form = renderToStaticMarkup(
    <RecordForm type={type} saved={() => undefined} />,
  );
  for (const field of type.fields) {
    const isShown = isVisible(field, type.config.defaults);
    expect(form.includes(`<label for="${field.name}">`)).toBe(isShown);
    expect(form.includes(`id="${field.name}"`)).toBe(
      isShown && field.input !== "group",
    );
  }
});
