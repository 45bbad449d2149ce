/** The real file system behind the `Files` port. */
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { PtxError } from "../core/error.ts";
import type { FileEntry, Files } from "../core/files.ts";

const missing: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR"]);

/** What a user can do about an error of the file system, by its code. */
const advice: Readonly<Record<string, string>> = {
  EACCES: "Give yourself the right to it, or run ptx as its owner.",
  EPERM: "Give yourself the right to it, or run ptx as its owner.",
  EROFS:
    "It lies on a read-only disk: put target/ and logs/ elsewhere with --target-path and --log-path.",
  ENOSPC: "The disk is full: free some space and run ptx again.",
  EDQUOT: "Your disk quota is used up: free some space and run ptx again.",
  EISDIR: "There is a folder where a file is expected: rename or remove it.",
  EEXIST: "There is a file where a folder is expected: rename or remove it.",
  ENOTDIR: "There is a file where a folder is expected: rename or remove it.",
  ELOOP: "Links lead in a circle: remove one of them.",
  EMFILE: "Too many files are open: raise the limit (ulimit -n).",
};

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "";

/** Runs `work`; an error that a user can mend becomes PTX9012. */
function guarded<T>(what: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = codeOf(error);
    const hint = advice[code];
    if (hint === undefined) throw error;
    throw new PtxError("PTX9012", `Cannot ${what} ${path} (${code})`, { hint, cause: error });
  }
}

function orMissing<T>(path: string, work: () => T): T | undefined {
  return guarded("read", path, () => {
    try {
      return work();
    } catch (error) {
      if (missing.has(codeOf(error))) return undefined;
      throw error;
    }
  });
}

/** Where a link leads; `undefined` when following it would lead in a circle. */
function targetOf(link: string, followed: readonly string[]): string | undefined {
  const target = realpathSync(link);
  const from = `${realpathSync(dirname(link))}/`;
  return followed.includes(target) || from.startsWith(`${target}/`) ? undefined : target;
}

/** @param followed Where the links on the way here have led. */
function walk(
  folder: string,
  prefix: string,
  found: FileEntry[],
  followed: readonly string[] = [],
): void {
  // Plain joining: `path.join` would look at every character of every path once more.
  const here = prefix === "" ? folder : `${folder}/${prefix}`;
  const entries = orMissing(here, () => readdirSync(here, { withFileTypes: true })) ?? [];
  for (const entry of entries) {
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) {
      walk(folder, path, found, followed);
      continue;
    }
    const full = `${folder}/${path}`;
    // statSync follows links; a dangling link is no file.
    const stats = orMissing(full, () => statSync(full));
    if (stats?.isDirectory()) {
      const target = orMissing(full, () => targetOf(full, followed));
      if (target !== undefined) walk(folder, path, found, [...followed, target]);
    } else if (stats) found.push({ path, mtimeMs: stats.mtimeMs, size: stats.size });
  }
}

/** Puts what `write` has written to another file in the place of `path`. */
function replaceFile(path: string, write: (temporary: string) => void): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    write(temporary);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Characters of one call to the system: few calls, little memory. */
const partSize = 65_536;

/** Where parts are encoded; made when the first is written. */
let room: Buffer | undefined;

function writePart(file: number, text: string): void {
  room ??= Buffer.allocUnsafe(4 * partSize);
  // A character of JavaScript has three bytes at most.
  if (text.length * 3 > room.length) {
    writeFileSync(file, text);
    return;
  }
  const size = room.write(text);
  for (let at = 0; at < size; ) at += writeSync(file, room, at, size - at);
}

function writeInParts(path: string, parts: Iterable<string>): void {
  const file = openSync(path, "w");
  try {
    let text = "";
    for (const part of parts) {
      text += part;
      if (text.length < partSize) continue;
      writePart(file, text);
      text = "";
    }
    writePart(file, text);
  } finally {
    closeSync(file);
  }
}

function writeOver(path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

/** One object for all calls: Node makes a new one for each encoding that it gets as text. */
const asText = { encoding: "utf8", flag: "r" } as const;

export const nodeFiles: Files = {
  readText(path) {
    const text = orMissing(path, () => readFileSync(path, asText));
    return text?.startsWith("\uFEFF") ? text.slice(1) : text;
  },
  list(folder) {
    const found: FileEntry[] = [];
    walk(folder, "", found);
    return found.sort((a, b) => (a.path < b.path ? -1 : 1));
  },
  folders(folder) {
    const names = orMissing(folder, () => readdirSync(folder)) ?? [];
    return names.filter((name) => this.stat(join(folder, name))?.isDirectory).sort();
  },
  stat(path) {
    const stats = orMissing(path, () => statSync(path));
    return stats && { mtimeMs: stats.mtimeMs, size: stats.size, isDirectory: stats.isDirectory() };
  },
  write(path, content, { whole } = { whole: true }) {
    guarded("write", path, () => {
      if (whole) replaceFile(path, (temporary) => writeFileSync(temporary, content));
      else writeOver(path, content);
    });
  },
  writeParts(path, parts) {
    guarded("write", path, () => replaceFile(path, (temporary) => writeInParts(temporary, parts)));
  },
  append(path, text) {
    guarded("write", path, () => {
      mkdirSync(dirname(path), { recursive: true });
      appendFileSync(path, text);
    });
  },
  remove(path) {
    guarded("remove", path, () => rmSync(path, { recursive: true, force: true }));
  },
};
