/** Runs ptx inside of the test, in a temporary folder: as fast as it gets, with coverage. */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { main } from "../src/cli/main.ts";
import { nodeFiles } from "../src/cli/node-files.ts";

export interface Told {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A project in a folder of its own. */
export class TemporaryProject {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "ptx-unit-")));

  /** @param from A folder to start from. */
  constructor(from?: string) {
    if (from !== undefined) cpSync(from, this.folder, { recursive: true });
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, content] of Object.entries(files)) {
      const full = join(this.folder, path);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, content);
    }
  }

  /** @param from An absolute path. */
  copy(from: string, to: string): void {
    cpSync(from, join(this.folder, to), { recursive: true });
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  async ptx(...args: readonly string[]): Promise<Told> {
    const told = { out: "", err: "" };
    const writer = (key: "out" | "err") => ({
      write: (text: string) => {
        told[key] += text;
      },
      columns: 100,
      isTTY: false,
      color: false,
    });
    const code = await main(args, {
      cwd: this.folder,
      home: this.folder,
      env: { TESTED_DB: join(this.folder, "tested.duckdb") },
      files: nodeFiles,
      stdout: writer("out"),
      stderr: writer("err"),
      signal: new AbortController().signal,
      pid: process.pid,
      uptime: () => 0,
    });
    return { code, ...told };
  }

  /** Status by id, of the run before. */
  statuses(): Record<string, string> {
    const { results } = JSON.parse(this.read("target/run_results.json")) as {
      results: { unique_id: string; status: string }[];
    };
    return Object.fromEntries(results.map(({ unique_id, status }) => [unique_id, status]));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
