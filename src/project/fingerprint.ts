/**
 * Tells whether a project's files are as they were: by size and time, as `make` and git do. A file
 * that changed within two seconds of the look could change again unseen (clocks are coarse), so it
 * is compared by content.
 */
import { createHash } from "node:crypto";
import type { FileEntry, Files } from "../core/files.ts";

/** One look at the files of a folder. */
export interface FolderStamp {
  /** Absolute path. */
  readonly folder: string;
  /** One line a file: size, time (or `#` and the hash of its content), path. */
  readonly files: string;
}

const uncertainMs = 2000;

const relevant = /\.(sql|py|ya?ml|csv|md)(\.jinja)?$/i;

/** Stands for the text of a file. */
export const contentHash = (files: Files, path: string): string =>
  createHash("sha256")
    .update(files.readText(path) ?? "")
    .digest("base64url");

function stampOf(
  entries: readonly FileEntry[],
  hash: (entry: FileEntry) => string | undefined,
): string {
  const lines: string[] = [];
  for (const entry of entries) {
    if (!relevant.test(entry.path)) continue;
    const content = hash(entry);
    lines.push(
      `${entry.size} ${content === undefined ? entry.mtimeMs : `#${content}`} ${entry.path}`,
    );
  }
  return lines.join("\n");
}

/** @param now Milliseconds since 1970 at the time of the look. */
export function folderStamp(
  files: Files,
  folder: string,
  entries: readonly FileEntry[],
  now: number,
): FolderStamp {
  const hash = (entry: FileEntry) =>
    entry.mtimeMs > now - uncertainMs ? contentHash(files, `${folder}/${entry.path}`) : undefined;
  return { folder, files: stampOf(entries, hash) };
}

/** Whether the files of a folder are the same as at the look that made the stamp. */
export function isUnchanged(files: Files, { folder, files: before }: FolderStamp): boolean {
  const hashed = new Set<string>();
  if (before.includes("#")) {
    for (const [, path] of before.matchAll(/^\d+ #\S+ (.*)$/gm)) hashed.add(path ?? "");
  }
  const hash = (entry: FileEntry) =>
    hashed.has(entry.path) ? contentHash(files, `${folder}/${entry.path}`) : undefined;
  return stampOf(files.list(folder), hash) === before;
}
