/** Ten lines make a project, the real binary runs it, and the database says what came of it. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

export const binary = resolve(import.meta.dirname, "../bin/ptx.cjs");

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment of a run: nothing of the machine's own settings reaches ptx. */
function cleanEnv(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(DBT_|PTX_|CI$|GITHUB_)/.test(name),
  );
  return { ...Object.fromEntries(kept), NO_COLOR: "1", ...extra };
}

export type ProjectFiles = Readonly<Record<string, string | Uint8Array | null>>;

export class Project {
  readonly #temporary: string;
  readonly folder: string;

  /**
   * @param files Content by path; `project.yml` is made up when it is not given, and null means none.
   * @param name Of the project's folder, below a temporary one.
   */
  constructor(files: ProjectFiles, name = "") {
    this.#temporary = realpathSync(mkdtempSync(join(tmpdir(), "ptx-e2e-")));
    this.folder = join(this.#temporary, name);
    this.write({ "project.yml": "name: shop\n", ...files });
  }

  write(files: ProjectFiles): void {
    for (const [path, content] of Object.entries(files)) {
      if (content === null) continue;
      const full = join(this.folder, path);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, content);
    }
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  erase(paths: readonly string[]): void {
    for (const path of paths) rmSync(join(this.folder, path), { recursive: true });
  }

  /** Runs ptx to its end, in the project or in a folder relative to it. */
  run(args: readonly string[], env?: Record<string, string>, below = ""): Ran {
    const { status, stdout, stderr } = spawnSync(process.execPath, [binary, ...args], {
      cwd: join(this.folder, below),
      encoding: "utf8",
      env: cleanEnv(env),
    });
    return { code: status, stdout, stderr };
  }

  /** Starts ptx; resolves what it printed when it has ended. */
  start(
    args: readonly string[],
    env?: Record<string, string>,
  ): { child: ChildProcess; ended: Promise<Ran> } {
    const options = { cwd: this.folder, env: cleanEnv(env) };
    const child = spawn(process.execPath, [binary, ...args], options);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (text) => {
      stdout += text;
    });
    child.stderr.on("data", (text) => {
      stderr += text;
    });
    const ended = new Promise<Ran>((done) => {
      child.on("close", (code) => done({ code, stdout, stderr }));
    });
    return { child, ended };
  }

  /** Rows of a query on the project's DuckDB file. */
  async rows(sql: string, file = "ptx.duckdb"): Promise<unknown[][]> {
    const instance = await DuckDBInstance.create(join(this.folder, file));
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(sql);
    const rows = reader.getRowsJson() as unknown[][];
    connection.closeSync();
    instance.closeSync();
    return rows;
  }

  remove(): void {
    rmSync(this.#temporary, { recursive: true, force: true });
  }
}
