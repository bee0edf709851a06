/** The example in a folder of its own, as its README says. */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const EXAMPLE = fileURLToPath(new URL("../..", import.meta.url));
const REPOSITORY = join(EXAMPLE, "../..");
const BIN = join(REPOSITORY, ".venv/bin");
const LEFT_OUT = /\/(node_modules|dist|generated|__pycache__)$/;
const SQL =
  "import sqlite3, sys; db = sqlite3.connect('files/specs.db');" +
  " db.execute(sys.argv[1]); db.commit()";

export class Shop {
  readonly root = mkdtempSync(join(tmpdir(), "shop-"));
  private server: ChildProcess | undefined;

  constructor() {
    const options = {
      recursive: true,
      filter: (path: string) => !LEFT_OUT.test(path),
    };
    cpSync(join(REPOSITORY, "files"), join(this.root, "files"), options);
    cpSync(EXAMPLE, this.root, options);
    const modules = join(this.root, "node_modules");
    symlinkSync(join(REPOSITORY, "node_modules"), modules);
    this.run(join(BIN, "python"), "-m", "api.migrate");
  }

  /** Generates, builds the page, and starts the API. Gives its address. */
  async start(): Promise<string> {
    this.stop();
    this.run(join(BIN, "dipeo"), "run", "from_sql/generate", "--quiet");
    this.run("npm", "run", "--silent", "--prefix", "web", "build");
    const serve = ["-m", "uvicorn", "api.main:shop", "--factory"];
    this.server = spawn(join(BIN, "python"), [...serve, "--port", "0"], {
      cwd: this.root,
      stdio: ["ignore", "ignore", "pipe"],
    });
    return announced(this.server);
  }

  sql(statement: string) {
    this.run(join(BIN, "python"), "-c", SQL, statement);
  }

  stop() {
    this.server?.kill();
    this.server = undefined;
  }

  remove() {
    this.stop();
    rmSync(this.root, { recursive: true });
  }

  private run(program: string, ...args: string[]) {
    execFileSync(program, args, { cwd: this.root, stdio: "inherit" });
  }
}

/** The address that a server tells when it answers. */
function announced(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    server.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const found = /running on (http:\S+)/.exec(said)?.[1];
      if (found) resolve(found);
    });
    server.once("exit", () => reject(new Error(`the server ended: ${said}`)));
  });
}
