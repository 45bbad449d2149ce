/** A project in a folder of its own, run by the real ptx as a process of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Profile } from "../emulators/server.ts";

const binary = resolve(import.meta.dirname, "../../bin/ptx.cjs");

export interface Ran {
  readonly code: number;
  readonly text: string;
  /** On the clock, from start to exit. */
  readonly seconds: number;
}

export class BenchProject {
  readonly folder = mkdtempSync(join(tmpdir(), "ptx-bench-"));

  constructor(files: Readonly<Record<string, string>>) {
    this.write({ "dbt_project.yml": "name: bench\nprofile: bench\n", ...files });
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, content] of Object.entries(files)) {
      const full = join(this.folder, path);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, content);
    }
  }

  connectTo(profile: Profile, settings: Readonly<Record<string, string | number>>): void {
    const outputs = { dev: { ...profile, ...settings } };
    this.write({ "profiles.yml": JSON.stringify({ bench: { target: "dev", outputs } }) });
  }

  async run(...args: readonly string[]): Promise<Ran> {
    const start = performance.now();
    const child = spawn(process.execPath, [binary, ...args], { cwd: this.folder });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
    }
    const [code] = await once(child, "close");
    return { code: Number(code), text, seconds: (performance.now() - start) / 1000 };
  }

  /** @throws Error with its output, when it does not end with 0. */
  async succeed(...args: readonly string[]): Promise<Ran> {
    const ran = await this.run(...args);
    if (ran.code !== 0)
      throw new Error(`ptx ${args.join(" ")} ended with ${ran.code}:\n${ran.text}`);
    return ran;
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
