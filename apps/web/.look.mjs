import { chromium } from "@playwright/test";
const [base, out, ...steps] = process.argv.slice(2);
const width = Number(process.env.W ?? 1440), height = Number(process.env.H ?? 900);
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox","--disable-gpu","--disable-quic","--no-first-run","--disable-background-networking","--disable-component-update","--disable-sync"] });
const page = await browser.newPage({ viewport: { width, height }, colorScheme: process.env.DARK ? "dark" : "light" });
page.on("console", (m) => { if (m.type() !== "log") console.log("console", m.type(), m.text().slice(0,300)); });
page.on("pageerror", (e) => console.log("pageerror", String(e.stack).slice(0,600)));
let n = 0;
for (const step of steps) {
  const [verb, ...rest] = step.split("=");
  const arg = rest.join("=");
  try {
  if (verb === "go") { await page.goto(base + arg); await page.waitForTimeout(900); }
  else if (verb === "click") await page.click(arg, { timeout: 4000 });
  else if (verb === "dbl") await page.dblclick(arg, { timeout: 4000 });
  else if (verb === "key") await page.keyboard.press(arg);
  else if (verb === "type") await page.keyboard.type(arg);
  else if (verb === "wait") await page.waitForTimeout(Number(arg));
  else if (verb === "shot") await page.screenshot({ path: `${out}/${arg}.png` });
  else if (verb === "eval") console.log(JSON.stringify(await page.evaluate(arg)));
  } catch (e) { console.log(step, String(e).slice(0,300)); await page.screenshot({ path: `${out}/error.png` }); }
}
await browser.close();
