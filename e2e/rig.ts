/** Ten lines make a project, the real binary runs it, and the database says what came of it. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

const binary = resolve(import.meta.dirname, "../bin/ptx.cjs");

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

export class Project {
  readonly folder: string;

  /** @param files Content by path; `project.yml` is made up when it is not given. */
  constructor(files: Readonly<Record<string, string>>) {
    this.folder = mkdtempSync(join(tmpdir(), "ptx-e2e-"));
    this.write({ "project.yml": "name: shop\n", ...files });
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, content] of Object.entries(files)) {
      const full = join(this.folder, path);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, content);
    }
  }

  /** Runs ptx to its end. */
  run(args: readonly string[], env?: Record<string, string>): Ran {
    const { status, stdout, stderr } = spawnSync(process.execPath, [binary, ...args], {
      cwd: this.folder,
      encoding: "utf8",
      env: cleanEnv(env),
    });
    return { code: status, stdout, stderr };
  }

  /** Starts ptx; resolves what it printed when it has ended. */
  start(args: readonly string[]): { child: ChildProcess; ended: Promise<Ran> } {
    const child = spawn(process.execPath, [binary, ...args], { cwd: this.folder, env: cleanEnv() });
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
    rmSync(this.folder, { recursive: true, force: true });
  }
}
