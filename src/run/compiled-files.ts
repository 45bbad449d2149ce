/**
 * `target/compiled/…` and `target/run/…`: what the templates became, and what was sent. Written a
 * few at a time between other work, all of them before the run is over.
 */
import type { Diagnostic } from "../core/error.ts";
import type { Files } from "../core/files.ts";
import type { AnyNode } from "../core/node.ts";

const name = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** `compiled/shop/models/_models.yml/unique_orders_id.sql`: several nodes of one file get a folder. */
export function compiledPath(folder: "compiled" | "run", node: AnyNode): string {
  const { package_name, path, original_file_path } = node;
  const own = original_file_path.replace(/^\.\//, "");
  const file = name(path) === name(own) ? own : `${own}/${path}`;
  return `${folder}/${package_name}/${file}`;
}

/** These files are there to be looked at; what is half written is written again by the next run. */
const inPlace = { whole: false };

/** How many files are written before other work gets its turn. */
const share = 20;

export class CompiledFiles {
  readonly #files: Files;
  readonly #targetPath: string;
  /** Content by path; of two writes to one path the last one counts. */
  readonly #waiting = new Map<string, string>();
  #scheduled = false;
  #failure: Diagnostic | undefined;

  constructor(files: Files, targetPath: string) {
    this.#files = files;
    this.#targetPath = targetPath;
  }

  add(path: string, content: string): void {
    this.#waiting.set(`${this.#targetPath}/${path}`, content);
    this.#schedule();
  }

  /** Writes what still waits. Returns what went wrong on the way, once, as PTX6002. */
  finish(): Diagnostic | undefined {
    this.#write(Number.POSITIVE_INFINITY);
    return this.#failure;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#write(share);
      if (this.#waiting.size > 0) this.#schedule();
    });
  }

  #put(path: string, content: string): void {
    try {
      // Most files are as the last run left them, and reading is far cheaper than replacing.
      if (this.#files.readText(path) !== content) this.#files.write(path, content, inPlace);
    } catch (error) {
      if (!this.#makeWay(path)) throw error;
      this.#files.write(path, content, inPlace);
    }
  }

  /** Removes what an earlier shape of the project left: a file where a folder must be, or the reverse. */
  #makeWay(path: string): boolean {
    const steps = path.slice(this.#targetPath.length + 1).split("/");
    const places = steps.map((_, i) => [this.#targetPath, ...steps.slice(0, i + 1)].join("/"));
    const blocking = places.find((place) => {
      const found = this.#files.stat(place);
      return found !== undefined && found.isDirectory === (place === path);
    });
    if (blocking !== undefined) this.#files.remove(blocking);
    return blocking !== undefined;
  }

  #write(most: number): void {
    let left = most;
    for (const [path, content] of this.#waiting) {
      if (left <= 0) return;
      left -= 1;
      this.#waiting.delete(path);
      // One full disk is one message, not one per file.
      if (this.#failure) continue;
      try {
        this.#put(path, content);
      } catch (error) {
        this.#failure = {
          code: "PTX6002",
          severity: "error",
          message: `cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`,
          hint: "Free space and check the permissions of the target folder; the warehouse is not affected.",
        };
      }
    }
  }
}
