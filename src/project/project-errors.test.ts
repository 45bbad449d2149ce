/**
 * What a user reads of a mistake. Each folder of `fixtures/project-errors` is a small project with
 * a mistake or a few of a kind; `expected.txt` is what ptx prints, and `case.json` may say with
 * which settings, and how dbt judges the project (`dbt`).
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { nodeFiles } from "../cli/node-files.ts";
import { builtinMacros } from "../compile/builtin-macros.ts";
import { createEngine } from "../compile/engine.ts";
import { type Diagnostic, diagnosticsOf } from "../core/error.ts";
import type { JsonObject } from "../core/node.ts";
import { formatDiagnostic } from "../report/diagnostic.ts";
import { loadProject } from "./load.ts";
import { resolveManifest } from "./resolve.ts";
import { FolderLister } from "./source-files.ts";

const projects = resolve(import.meta.dirname, "../../fixtures/project-errors");

interface Case {
  readonly env?: Record<string, string>;
  readonly vars?: JsonObject;
  readonly target?: string;
  readonly profilesDir?: string;
  /** dbt refuses to parse the project, warns, or has nothing to say. */
  readonly dbt?: "error" | "warning" | "accepts";
}

function settings(root: string): Case {
  const file = join(root, "case.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Case) : {};
}

function findings(root: string): readonly Diagnostic[] {
  const { env = {}, vars = {}, target, profilesDir } = settings(root);
  const files = nodeFiles;
  try {
    const { project, findings: loaded } = loadProject({
      files,
      root,
      cwd: root,
      home: "/nonexistent",
      env,
      cliVars: vars,
      target,
      profilesDir,
    });
    const manifest = resolveManifest({
      project,
      files,
      lister: new FolderLister(files),
      createEngine,
      builtins: builtinMacros(),
      now: Date.UTC(2025, 0, 1) / 1000,
    });
    return [...loaded.warnings, ...manifest.diagnostics];
  } catch (error) {
    const found = diagnosticsOf(error);
    if (found === undefined) throw error;
    return found;
  }
}

function printed(root: string, diagnostics: readonly Diagnostic[]): string {
  const readLine = (file: string, line: number) => {
    const path = resolve(root, file);
    return existsSync(path) ? readFileSync(path, "utf8").split("\n")[line - 1] : undefined;
  };
  return diagnostics
    .map((diagnostic) => `${diagnostic.severity}: ${formatDiagnostic(diagnostic, readLine)}\n`)
    .join("\n")
    .replaceAll(root, "/project");
}

/** Where ptx judges otherwise than `dbt parse`; `docs/reference/differences-from-dbt.md` says why. */
const otherwise = new Set([
  "cycle-long",
  "cycle-self",
  "cycle-two",
  "hook-in-file",
  "project-unknown-keys",
  "python-model",
  "template-undefined-macro",
  "unknown-test",
]);

function verdict(diagnostics: readonly Diagnostic[]): Case["dbt"] {
  if (diagnostics.length === 0) return "accepts";
  return diagnostics.some(({ severity }) => severity === "error") ? "error" : "warning";
}

test.each(readdirSync(projects))("%s", async (name) => {
  const root = join(projects, name);
  const found = findings(root);
  const { dbt = "error" } = settings(root);
  expect(verdict(found) === dbt).toBe(!otherwise.has(name));
  const text = printed(root, found);
  expect(text).toMatch(/PTX\d{4}/);
  await expect(text).toMatchFileSnapshot(join(root, "expected.txt"));
});
