/** root folder → `Project`: project file, profile, installed packages. */

import type { LoadedAdapter } from "../core/adapter-definition.ts";
import type { Dialect } from "../core/dialect.ts";
import { PtxError } from "../core/error.ts";
import type { Files } from "../core/files.ts";
import type { JsonObject } from "../core/node.ts";
import type { Package, Project } from "../core/project.ts";
import type { Target } from "../core/target.ts";
import { dialectOf } from "../sql/dialects.ts";
import { Findings } from "./findings.ts";
import { loadTarget } from "./profile.ts";
import { findProjectFile, packageOf, type RawProject, readProjectFile } from "./project-file.ts";
import { isSecretKey } from "./secrets.ts";
import { renderTree, yamlScope } from "./yaml-render.ts";

export interface LoadRequest {
  readonly files: Files;
  /** Absolute path of the project's folder. */
  readonly root: string;
  readonly cwd: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cliVars: JsonObject;
  readonly profile?: string | undefined;
  readonly target?: string | undefined;
  readonly threads?: number | undefined;
  readonly profilesDir?: string | undefined;
  readonly targetPath?: string | undefined;
  readonly logPath?: string | undefined;
  /** The one that a package brought for the type of the target. */
  readonly adapter?: LoadedAdapter | undefined;
}

/** The settings of an output that templates may see, each by all names that it has. */
function shownSettings({ settings }: Target, { profile }: Dialect): JsonObject {
  const { shown, aliases, keys = {} } = profile;
  if (shown === undefined) {
    const open = (key: string) => !isSecretKey(key) && !keys[key]?.secret;
    return Object.fromEntries(Object.entries(settings).filter(([key]) => open(key)));
  }
  const names = Object.entries(aliases);
  const given = (key: string) => {
    const spelled = [key, ...names.filter(([, name]) => name === key).map(([alias]) => alias)];
    return spelled.map((name) => settings[name]).find((value) => value !== undefined);
  };
  const known = Object.entries(shown).map(([key, absent]) => [key, given(key) ?? absent] as const);
  const values: JsonObject = Object.fromEntries(known);
  const also = names.filter(([, name]) => name in values);
  return {
    ...values,
    ...Object.fromEntries(also.map(([alias, name]) => [alias, values[name] ?? null])),
  };
}

/** `target` as templates see it: the output's settings without its secrets. */
export function targetForTemplates(target: Target, dialect: Dialect): JsonObject {
  return {
    ...shownSettings(target, dialect),
    profile_name: target.profileName,
    name: target.name,
    target_name: target.name,
    type: target.type,
    schema: target.schema,
    database: target.database ?? null,
    threads: target.threads,
  };
}

/** `profile:` of the project file. */
export function profileNameOf(raw: RawProject, request: LoadRequest): string | undefined {
  const scope = yamlScope({ env: request.env, vars: request.cliVars, secretsAllowed: false });
  const value = renderTree(raw.value["profile"] ?? null, raw.yaml, scope, undefined, ["profile"]);
  return value === null ? undefined : String(value);
}

/** The packages below the install folder that hold a project file. */
function installedPackages(
  root: Package,
  load: (folder: string) => Package,
  files: Files,
): Package[] {
  const folder = `${root.root}/${root.paths.packagesInstall}`;
  return files
    .folders(folder)
    .filter((name) => !name.startsWith("__"))
    .filter((name) => findProjectFile(files, `${folder}/${name}`) !== undefined)
    .map((name) => load(`${folder}/${name}`))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function absolute(base: string, path: string): string {
  return path.startsWith("/") ? path : `${base}/${path}`;
}

/**
 * Loads the project.
 * @throws PtxErrors with what is wrong in the project files and the profile.
 */
export function loadProject(request: LoadRequest): { project: Project; findings: Findings } {
  const { files, root, env, cliVars } = request;
  const findings = new Findings();
  const raw = readProjectFile(files, root);
  const adapter = request.adapter;
  const known = (type: string) =>
    adapter?.dialect.name === type ? adapter.dialect : dialectOf(type);
  const target = loadTarget({
    ...request,
    profileName: profileNameOf(raw, request),
    chosen: request,
    dialectOf: known,
  });
  const dialect = known(target.type);
  const seen = targetForTemplates(target, dialect);
  const load = (folder: string, file: RawProject) =>
    packageOf({ files, root: folder, raw: file, env, cliVars, target: seen, findings });
  const main = load(root, raw);
  const packages = installedPackages(
    main,
    (folder) => load(folder, readProjectFile(files, folder)),
    files,
  );
  checkNames([main, ...packages]);
  findings.stopOnErrors();
  const targetPath =
    request.targetPath ??
    env["DBT_ENGINE_TARGET_PATH"] ??
    env["DBT_TARGET_PATH"] ??
    String(main.raw["target-path"] ?? "target");
  const logPath =
    request.logPath ??
    env["DBT_ENGINE_LOG_PATH"] ??
    env["DBT_LOG_PATH"] ??
    String(main.raw["log-path"] ?? "logs");
  const project: Project = {
    root: main,
    packages,
    target,
    dialect,
    adapter,
    cliVars,
    targetPath: absolute(root, targetPath),
    logPath: absolute(root, logPath),
    env,
  };
  return { project, findings };
}

function checkNames(packages: readonly Package[]): void {
  const seen = new Map<string, Package>();
  for (const pkg of packages) {
    const first = seen.get(pkg.name);
    if (first) {
      throw new PtxError(
        "PTX1007",
        `Two packages are named '${pkg.name}': ${first.root} and ${pkg.root}`,
        {
          at: { file: `${pkg.root}/${pkg.projectFile}`, line: 1, column: 1 },
          hint: "Remove one of them, or change its name: in its project file.",
        },
      );
    }
    seen.set(pkg.name, pkg);
  }
}
