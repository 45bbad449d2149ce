/** The folder of ptx itself: templates and the reference project lie there. */
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute path; the same from the sources and from the bundle, whose depths differ. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(`${folder}/templates/minimal`)) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("the package's own files are missing");
    folder = parent;
  }
  return folder;
}
