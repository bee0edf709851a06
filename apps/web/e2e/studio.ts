/** A workspace and a server for each worker; every test finds the same files in it. */

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { test as base, expect, type Page } from "@playwright/test";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const DIPEO = process.env.DIPEO ?? join(HERE, "../../../.venv/bin/dipeo");

/** Pictures have a name that reads well; tests one that leaves little room. */
const NAME = process.env.SCREENSHOTS
  ? "example"
  : "a_workspace_with_a_name_that_is_rather_long";

export interface Ended {
  readonly code: number;
  readonly output: string;
}

export interface Studio {
  /** The workspace's folder. */
  readonly root: string;
  /** Where the page is; it ends in a slash. */
  readonly url: () => string;
  /** Runs a command in a terminal, to its end. */
  readonly dipeo: (...args: string[]) => Promise<Ended>;
  /** Runs a diagram in a terminal, to its end. Gives the run's number. */
  readonly run: (
    diagram: string,
    inputs?: object,
    ...options: string[]
  ) => Promise<number>;
  /** Starts a command in a terminal, and leaves it to itself. */
  readonly begin: (...args: string[]) => ChildProcess;
  readonly write: (path: string, text: string) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Starts the server; once it has been stopped, on the same port. */
  readonly start: () => Promise<void>;
  /** Puts the workspace's files back as they were at first; runs and what they wrote stay. */
  readonly reset: () => Promise<void>;
}

async function studio(): Promise<Studio> {
  const root = join(await mkdtemp(join(tmpdir(), "dipeo-web-")), NAME);
  const reset = () => cp(join(HERE, "workspace"), root, { recursive: true });
  await reset();
  const children: ChildProcess[] = [];
  let server: ChildProcess | undefined;
  let url = "";
  const begin = (...args: string[]) => {
    const child = spawn(DIPEO, args, { cwd: root, stdio: "ignore" });
    children.push(child);
    return child;
  };
  const dipeo = (...args: string[]) =>
    new Promise<Ended>((resolve) => {
      const options = { cwd: root, maxBuffer: 1e9 };
      execFile(DIPEO, args, options, (error, out, err) => {
        const code = error === null ? 0 : Number(error.code ?? 1);
        resolve({ code, output: out + err });
      });
    });
  return {
    root,
    reset,
    url: () => url,
    begin,
    dipeo,
    run: async (diagram, inputs = {}, ...options) => {
      const data = ["--input-data", JSON.stringify(inputs)];
      const { output } = await dipeo(
        "run",
        diagram,
        "--json",
        ...data,
        ...options,
      );
      const number = /"event": ?"run_started".*?"run": ?(\d+)/.exec(
        output,
      )?.[1];
      if (!number) throw new Error(`${diagram} has not run: ${output}`);
      return Number(number);
    },
    write: (path, text) => writeFile(join(root, path), text),
    remove: (path) => rm(join(root, path), { force: true }),
    stop: async () => {
      if (server) await ended(server);
      server = undefined;
    },
    start: async () => {
      const port = url === "" ? "0" : new URL(url).port;
      let said: string;
      do {
        server = spawn(DIPEO, ["serve", "--port", port], {
          cwd: root,
          stdio: ["ignore", "ignore", "pipe"],
        });
        said = await answerOf(server);
        // Whoever was quicker to take the port has it for a moment.
      } while (said.includes("in use"));
      const found = ADDRESS.exec(said)?.[0];
      if (!found) throw new Error(`the server ended: ${said}`);
      url = found;
    },
  };

  function ended(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      child.once("exit", () => resolve());
      child.kill("SIGTERM");
    });
  }
}

const ADDRESS = /http:\/\/\S+\//;

/** What a server says until it has told its address, or to its end. */
function answerOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let said = "";
    server.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (ADDRESS.test(said)) resolve(said);
    });
    server.once("close", () => resolve(said));
  });
}

export const test = base.extend<
  { readonly open: (hash: string) => Promise<Page>; readonly fresh: undefined },
  { readonly studio: Studio }
>({
  studio: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures it names
    async ({}, use) => {
      const made = await studio();
      await made.start();
      await use(made);
      await made.write("gate", "");
      await made.stop();
      await rm(dirname(made.root), { recursive: true, force: true });
    },
    { scope: "worker", timeout: 120_000 },
  ],
  fresh: [
    async ({ studio: served }, use) => {
      await served.reset();
      await use(undefined);
    },
    { auto: true },
  ],
  open: async ({ page, studio: served }, use) => {
    const wrong: string[] = [];
    page.on("pageerror", (error) => wrong.push(String(error)));
    page.on("console", (message) => {
      const text = message.text();
      // What a server that goes away cuts off is told in many words.
      const isAway = text.includes("net::ERR_") || text.includes("WebSocket");
      if (message.type() === "error" && !isAway) wrong.push(text);
    });
    await use(async (hash) => {
      await page.goto(served.url() + hash);
      return page;
    });
    expect(wrong, "what the page said in the console").toEqual([]);
  },
});

export { expect };

/** The number of a run that a page shows. */
export async function runNumber(page: Page): Promise<number> {
  await expect(page).toHaveURL(/#\/run\/\d+/);
  return Number(/#\/run\/(\d+)/.exec(page.url())?.[1]);
}

/** A card on the canvas. */
export function card(page: Page, label: string) {
  return page.locator(`.react-flow__node[data-id="${label}"]`);
}
