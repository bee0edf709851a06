/**
 * Prints the path of a Chromium: that of CHROMIUM, else the machine's own, which is
 * installed where Debian's packages can be. Prints nothing where there is none.
 */

import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

function find() {
  const given = process.env.CHROMIUM;
  return (given ? [given] : PLACES).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function install() {
  if (process.getuid?.() !== 0) return;
  try {
    const quiet = { stdio: ["ignore", "ignore", "inherit"] };
    execFileSync("apt-get", ["update", "-q"], quiet);
    execFileSync("apt-get", ["install", "-qy", "chromium"], quiet);
  } catch {
    // There is no apt-get, or it does not reach Debian's packages.
  }
}

let path = find();
if (!path && !process.env.CHROMIUM) {
  install();
  path = find();
}
if (path) console.log(path);
