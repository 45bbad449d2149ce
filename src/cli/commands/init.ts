/** `ptx init NAME`: starts a project from a template; `personalization` is the reference project. */
import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { PtxError } from "../../core/error.ts";
import type { Files } from "../../core/files.ts";
import { type CommandRun, textOption } from "../command.ts";
import { packageRoot } from "../package-root.ts";

/** Parts of the reference project, as they lie at the root of the package. */
const referenceParts = ["models", "macros", "tests", "seeds", "snapshots"];

interface TemplateFile {
  readonly path: string;
  readonly content: Uint8Array;
}

const read = (path: string): Uint8Array => readFileSync(path);

function referenceFiles(files: Files): TemplateFile[] {
  const root = packageRoot();
  const below = referenceParts.flatMap((part) =>
    files.list(`${root}/${part}`).map(({ path }) => `${part}/${path}`),
  );
  return ["project.yml", ...below].map((path) => ({ path, content: read(`${root}/${path}`) }));
}

function minimalFiles(files: Files, name: string): TemplateFile[] {
  const folder = `${packageRoot()}/templates/minimal`;
  return files.list(folder).map(({ path }) => {
    if (path === "project.yml") {
      const text = (files.readText(`${folder}/${path}`) ?? "").replaceAll("{{name}}", name);
      return { path, content: new TextEncoder().encode(text) };
    }
    // npm leaves files named .gitignore out of packages, so the template's has no dot.
    return { path: path === "gitignore" ? ".gitignore" : path, content: read(`${folder}/${path}`) };
  });
}

function checkName(name: string): void {
  if (/^[A-Za-z_]\w*$/.test(name)) return;
  throw new PtxError("PTX9005", `'${name}' is no name for a project`, {
    hint: `Use letters, digits and underscores, e.g. ${name.replace(/\W+/g, "_").replace(/^(\d)/, "_$1") || "my_project"}.`,
  });
}

export async function init({ environment, options, args }: CommandRun): Promise<number> {
  const { files, cwd, stdout } = environment;
  const folder = resolve(cwd, args[0] ?? ".");
  const name = args[0] === undefined ? basename(folder).replace(/\W+/g, "_") : basename(args[0]);
  checkName(name);
  const template = textOption(options, "template") ?? "minimal";
  const chosen = template === "personalization" ? referenceFiles(files) : minimalFiles(files, name);
  const taken = chosen.find(({ path }) => files.stat(`${folder}/${path}`) !== undefined);
  if (taken) {
    throw new PtxError("PTX9006", `${folder} already holds ${taken.path}`, {
      hint: "Choose another name or an empty folder: init never overwrites files.",
    });
  }
  for (const { path, content } of chosen) files.write(`${folder}/${path}`, content);
  const enter = args[0] === undefined ? "" : `cd ${args[0]} && `;
  stdout.write(`Created ${chosen.length} files in ${folder}\n\nNext: ${enter}ptx build\n`);
  return 0;
}
