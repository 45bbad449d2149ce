/** Secrets to plant in a project, and a search for them in everything that a run leaves behind. */
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Project, Ran } from "./rig.ts";

export class Planted {
  readonly #secrets = new Map<string, string>();
  readonly #seen: { readonly place: string; readonly text: string }[] = [];

  /** A new secret; its name is what a finding shows. */
  plant(name: string, marks = "'%:/@"): string {
    const hex = randomBytes(12).toString("hex");
    const secret = `${hex.slice(0, 12)}${marks}${hex.slice(12)}`;
    return this.know(name, secret);
  }

  /** A secret that was made elsewhere. */
  know(name: string, secret: string): string {
    this.#secrets.set(name, secret);
    return secret;
  }

  /** Something that was printed, or that others could see. */
  see(place: string, text: string): void {
    this.#seen.push({ place, text });
  }

  /**
   * Runs ptx while the list of processes is watched, and keeps what it printed.
   * @returns What it printed, too.
   */
  async run(
    project: Project,
    args: readonly string[],
    env: Record<string, string> = {},
  ): Promise<Ran> {
    const { child, ended } = project.start(args, env);
    const lines = new Set<string>();
    const watch = setInterval(() => {
      for (const line of commandLines(child.pid ?? 0)) lines.add(line);
    }, 20);
    const ran = await ended;
    clearInterval(watch);
    const command = `ptx ${args.join(" ")}`;
    this.see(`${command}: output`, ran.stdout);
    this.see(`${command}: error output`, ran.stderr);
    this.see(`${command}: list of processes`, [...lines].join("\n"));
    this.search(project, command);
    return ran;
  }

  /** Looks at the files of the project as they are now. @param ours Those that hold the secrets. */
  search(project: Project, when: string, ours = this.sources): void {
    const files = readdirSync(project.folder, { recursive: true, withFileTypes: true });
    for (const file of files) {
      const path = join(file.parentPath, file.name);
      if (!file.isFile() || ours.some((source) => path.endsWith(source))) continue;
      this.see(`${when}: ${path.slice(project.folder.length)}`, readFileSync(path, "latin1"));
    }
  }

  /** Ends of the paths of files that hold secrets on purpose. */
  sources: readonly string[] = ["profiles.yml", "packages.yml"];

  /** That no secret, and no half of one, was seen in any spelling. */
  expectHidden(): void {
    const found = new Set<string>();
    const spellings = [...this.#secrets].flatMap(([name, secret]) =>
      spellingsOf(secret).map((spelling) => ({ name, spelling })),
    );
    for (const { place, text } of this.#seen) {
      for (const { name, spelling } of spellings) {
        if (text.includes(spelling)) found.add(`${name} in ${place}`);
      }
    }
    expect([...found]).toEqual([]);
  }

  /** Whether a text was seen that has to be there: else it would be no wonder that no secret is. */
  saw(wanted: string): boolean {
    return this.#seen.some(({ text }) => text.includes(wanted));
  }
}

/** Parts of a secret that no other text has by chance: both of its halves, and it as Base64. */
function spellingsOf(secret: string): string[] {
  const [start, end] = [secret.slice(0, 12), secret.slice(-12)];
  return [start, end, Buffer.from(secret).toString("base64")];
}

/** Command lines of a process and of those that it started, where the system shows them as files. */
function commandLines(pid: number): string[] {
  let children: string[] = [];
  try {
    const read = (name: string) => readFileSync(`/proc/${pid}/${name}`, "latin1");
    children = read(`task/${pid}/children`).split(" ").filter(Boolean);
    const own = read("cmdline").replaceAll("\0", " ");
    return [own, ...children.flatMap((child) => commandLines(Number(child)))];
  } catch {
    return []; // It has ended, or there is no such folder.
  }
}
