/** `ptx clean`: removes the folders of `clean-targets` (default: target/ and installed packages). */
import { resolve } from "node:path";
import { PtxError } from "../../core/error.ts";
import type { Json } from "../../core/node.ts";
import { type CommandRun, flagOption } from "../command.ts";
import { openProject } from "../workspace.ts";

/** Folders that hold the user's own files: the project, its source folders, and what is inside of these. */
function isPrecious(folder: string, root: string, sources: readonly string[]): boolean {
  const within = (inner: string, outer: string) => `${inner}/`.startsWith(`${outer}/`);
  const own = sources.map((source) => resolve(root, source));
  // "/" is above everything, and has its slash already.
  if (folder === "/" || within(root, folder)) return true;
  return own.some(
    (source) => within(source, folder) || (source !== root && within(folder, source)),
  );
}

export async function clean(run: CommandRun): Promise<number> {
  const { environment, options } = run;
  const { root, targetPath } = await openProject(run);
  const listed: Json = root.raw["clean-targets"] ?? [targetPath, root.paths.packagesInstall];
  const targets = (Array.isArray(listed) ? listed : [listed]).map((folder) =>
    resolve(root.root, String(folder)),
  );
  const { models, seeds, tests, macros, snapshots, analyses } = root.paths;
  const sources = [...models, ...seeds, ...tests, ...macros, ...snapshots, ...analyses];
  for (const folder of targets) {
    if (isPrecious(folder, root.root, sources)) {
      throw new PtxError("PTX9002", `clean-targets names ${folder}, which holds source files`, {
        at: { file: root.projectFile, line: 1, column: 1 },
        hint: "Name only generated folders under clean-targets.",
      });
    }
    const outside = !folder.startsWith(`${root.root}/`);
    if (outside && options["cleanProjectFilesOnly"] !== false) {
      throw new PtxError(
        "PTX9003",
        `clean-targets names ${folder}, which lies outside of the project`,
        {
          at: { file: root.projectFile, line: 1, column: 1 },
          hint: "Pass --no-clean-project-files-only if that is meant.",
        },
      );
    }
  }
  for (const folder of targets) {
    const existed = environment.files.stat(folder) !== undefined;
    environment.files.remove(folder);
    if (!flagOption(options, "quiet") && existed) environment.stdout.write(`removed ${folder}\n`);
  }
  return 0;
}
