/** The real folders behind the `Folders` port of packages. */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { Folders } from "../packages/ports.ts";
import { nodeFiles } from "./node-files.ts";

export const nodeFolders: Folders = {
  temporary: () => mkdtempSync(join(tmpdir(), "ptx-packages-")),
  move(from, to) {
    renameSync(from, to);
  },
  link(target, path) {
    try {
      // On Windows a junction needs no rights, where a link does.
      symlinkSync(target, path, process.platform === "win32" ? "junction" : "dir");
      return true;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EPERM" || code === "ENOSYS" || code === "ENOTSUP") return false;
      throw error;
    }
  },
  linkRelative(target, path) {
    symlinkSync(target, path);
  },
  copy(from, to) {
    mkdirSync(dirname(to), { recursive: true });
    const filter = (path: string): boolean => basename(path) !== ".git";
    cpSync(from, to, { recursive: true, verbatimSymlinks: true, filter });
  },
  create(folder) {
    mkdirSync(folder, { recursive: true });
  },
  names: (folder) => (nodeFiles.stat(folder) ? readdirSync(folder).sort() : []),
  readBytes: (path) => (nodeFiles.stat(path) ? readFileSync(path) : undefined),
};
