/** Virtual environments with exactly the packages of a requirements file, made once. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cache.ts";
import { aptInstall, run, tell, works } from "./install.ts";

/**
 * The environment of `NAME-requirements.txt`. Another content of the file is another environment.
 * @param finish What else belongs into its folder.
 */
export function pythonEnvironment(name: string, finish: (folder: string) => void = () => {}) {
  const requirements = join(import.meta.dirname, `${name}-requirements.txt`);
  const hash = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const folder = cached(`${name}-${hash}`, (unfinished) => {
    if (!works("python3", ["-c", "import ensurepip"])) aptInstall("python3", "python3-venv");
    tell(`installing ${name}; this takes a minute or two, once`);
    run("python3", ["-m", "venv", unfinished]);
    run(pythonOf(unfinished), ["-m", "pip", "install", "--quiet", "-r", requirements]);
    finish(unfinished);
  });
  return { folder, python: pythonOf(folder) };
}

export function pythonOf(folder: string): string {
  return join(folder, "bin/python");
}
