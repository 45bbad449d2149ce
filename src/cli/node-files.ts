/** The real file system behind the `Files` port. */
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { FileEntry, Files } from "../core/files.ts";

const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  "code" in error &&
  (error.code === "ENOENT" || error.code === "ENOTDIR");

function orMissing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function walk(folder: string, prefix: string, found: FileEntry[]): void {
  const entries = orMissing(() => readdirSync(join(folder, prefix), { withFileTypes: true })) ?? [];
  for (const entry of entries) {
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) {
      walk(folder, path, found);
      continue;
    }
    // statSync follows links; a dangling link is no file.
    const stats = orMissing(() => statSync(join(folder, path)));
    if (stats?.isDirectory()) walk(folder, path, found);
    else if (stats) found.push({ path, mtimeMs: stats.mtimeMs, size: stats.size });
  }
}

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

export const nodeFiles: Files = {
  readText(path) {
    const text = orMissing(() => readFileSync(path, "utf8"));
    return text?.startsWith("\uFEFF") ? text.slice(1) : text;
  },
  list(folder) {
    const found: FileEntry[] = [];
    walk(folder, "", found);
    return found.sort((a, b) => (a.path < b.path ? -1 : 1));
  },
  stat(path) {
    const stats = orMissing(() => statSync(path));
    return stats && { mtimeMs: stats.mtimeMs, size: stats.size, isDirectory: stats.isDirectory() };
  },
  write,
  append(path, text) {
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, text);
  },
  remove(path) {
    rmSync(path, { recursive: true, force: true });
  },
};
