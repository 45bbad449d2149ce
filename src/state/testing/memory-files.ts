/** Files in memory, with a clock of their own: tests make thousands of edits. */
import type { FileEntry, Files } from "../../core/files.ts";

interface Stored {
  readonly text: string;
  readonly mtimeMs: number;
}

export class MemoryFiles implements Files {
  readonly #files = new Map<string, Stored>();
  /** Milliseconds since 1970; files that are written carry it. */
  now: number;

  constructor(now = 1_700_000_000_000) {
    this.now = now;
  }
  get paths(): string[] {
    return [...this.#files.keys()];
  }
  readText(path: string): string | undefined {
    return this.#files.get(path)?.text;
  }
  list(folder: string): readonly FileEntry[] {
    const found: FileEntry[] = [];
    for (const [path, { text, mtimeMs }] of this.#files) {
      if (!path.startsWith(`${folder}/`)) continue;
      found.push({ path: path.slice(folder.length + 1), mtimeMs, size: Buffer.byteLength(text) });
    }
    return found.sort((a, b) => (a.path < b.path ? -1 : 1));
  }
  /** Names of the folders in a folder. */
  folders(folder: string): readonly string[] {
    const below = this.paths.filter((path) => path.startsWith(`${folder}/`));
    const parts = below.map((path) => path.slice(folder.length + 1).split("/"));
    return [...new Set(parts.flatMap(([name = "", ...rest]) => (rest.length > 0 ? [name] : [])))];
  }
  stat(path: string): ReturnType<Files["stat"]> {
    const file = this.#files.get(path);
    if (file)
      return { mtimeMs: file.mtimeMs, size: Buffer.byteLength(file.text), isDirectory: false };
    const isDirectory = this.paths.some((other) => other.startsWith(`${path}/`));
    return isDirectory ? { mtimeMs: 0, size: 0, isDirectory } : undefined;
  }
  write(path: string, content: string | Uint8Array): void {
    this.#files.set(path, { text: String(content), mtimeMs: this.now });
  }
  writeParts(path: string, parts: Iterable<string>): void {
    this.write(path, [...parts].join(""));
  }
  append(path: string, text: string): void {
    this.write(path, (this.readText(path) ?? "") + text);
  }
  remove(path: string): void {
    for (const other of this.paths) {
      if (other === path || other.startsWith(`${path}/`)) this.#files.delete(other);
    }
  }
}
