/** The project that a command works on: found, loaded, resolved. */
import { randomUUID } from "node:crypto";
import { dirname, resolve } from "node:path";
import { dbtVersion } from "../compile/dbt-version.ts";
import type { LoadedAdapter } from "../core/adapter-definition.ts";
import type { Diagnostic } from "../core/error.ts";
import type { Event } from "../core/event.ts";
import type { Manifest } from "../core/manifest.ts";
import type { Json, JsonObject } from "../core/node.ts";
import type { Invocation, Project } from "../core/project.ts";
import { checkDbtVersions, checkInstalled } from "../packages/installed.ts";
import { adapterWish } from "../project/adapters.ts";
import { type LoadRequest, loadProject } from "../project/load.ts";
import { findProjectFile } from "../project/project-file.ts";
import { secretsIn } from "../project/secrets.ts";
import { cachedManifest } from "./cached-manifest.ts";
import { type CommandRun, flagOption, type Options, textOption } from "./command.ts";
import { type Deferral, withDeferral } from "./earlier-state.ts";
import type { Environment } from "./environment.ts";
import { unsetArgs } from "./invocation-args.ts";
import { tellReading } from "./reporters.ts";
import { sampleOption } from "./sample.ts";
import { version } from "./version.ts";
import { toldWarnings, warnErrorOptions } from "./warnings.ts";
import { yamlOption } from "./yaml-option.ts";

export interface Workspace {
  readonly project: Project;
  readonly manifest: Manifest;
  readonly invocation: Invocation;
  /** Nothing has changed since the run that wrote the parse cache. */
  readonly fromCache: boolean;
  /** Set when nodes that are not built here are read from another run's tables. */
  readonly deferral?: Deferral;
}

/** `--project-dir`, else the nearest folder upwards that holds a project file, else where we are. */
export function projectRoot({ cwd, files, env }: Environment, options: Options): string {
  const chosen = textOption(options, "projectDir") ?? env["DBT_PROJECT_DIR"];
  if (chosen !== undefined) return resolve(cwd, chosen);
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (findProjectFile(files, folder) !== undefined) return folder;
    if (dirname(folder) === folder) return cwd;
  }
}

function flagValues(options: Options): JsonObject {
  const shown: JsonObject = {};
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    shown[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = value as Json;
  }
  return shown;
}

const iso = (time: string): string => time.replace(" ", "T");

function invocationOf({ name, options }: CommandRun, project: Project): Invocation {
  const policy = warnErrorOptions(options);
  const warnings = Object.keys(policy).length === 0 ? {} : { warn_error_options: policy };
  const startedAt = new Date();
  const asked = textOption(options, "sample");
  const sample = asked === undefined ? undefined : sampleOption(asked, startedAt);
  const shown = sample && { sample: { start: iso(sample.start), end: iso(sample.end) } };
  return {
    id: randomUUID(),
    startedAt,
    command: name,
    ptxVersion: version,
    fullRefresh: flagOption(options, "fullRefresh"),
    storeFailures: flagOption(options, "storeFailures"),
    empty: flagOption(options, "empty"),
    sample,
    threads: project.target.threads,
    args: { ...unsetArgs(project), ...flagValues(options), ...shown, ...warnings, which: name },
  };
}

/** The adapter of the target's type, where a package under `adapters:` has it. */
async function broughtAdapter(
  request: LoadRequest,
  { importModule }: Environment,
): Promise<LoadedAdapter | undefined> {
  const wish = adapterWish(request);
  if (wish === undefined) return undefined;
  // Only now: most projects have one of the built-in warehouses.
  const { loadAdapter } = await import("../adapters/load-package.ts");
  const own = await import("./import-module.ts");
  return await loadAdapter(wish, request.root, importModule ?? own.importModule);
}

/** Loads the project without its nodes: enough for `clean`, `debug`. */
export async function openProject({ environment, options }: CommandRun): Promise<Project> {
  const { files, cwd, home, env } = environment;
  const request = {
    files,
    root: projectRoot(environment, options),
    cwd,
    home,
    env,
    cliVars: yamlOption(textOption(options, "vars"), "--vars"),
    profile: textOption(options, "profile"),
    target: textOption(options, "target"),
    threads: typeof options["threads"] === "number" ? options["threads"] : undefined,
    profilesDir: textOption(options, "profilesDir"),
    targetPath: textOption(options, "targetPath"),
    logPath: textOption(options, "logPath"),
  };
  const adapter = await broughtAdapter(request, environment);
  const { project } = loadProject({ ...request, adapter });
  environment.keepSecret(secretsIn(project.target.settings, adapter?.dialect.profile.keys));
  return project;
}

/** Whether the packages are those that the project asks for, and suit this version. */
function checkPackages({ environment, options }: CommandRun, project: Project): Diagnostic[] {
  const { root, packages, cliVars: vars } = project;
  const { files, env } = environment;
  if (options["versionCheck"] !== false && root.flags["version_check"] !== false) {
    checkDbtVersions([root, ...packages], dbtVersion);
  }
  return checkInstalled({ files, root, packages, env, vars });
}

/**
 * Loads and resolves the project, from the parse cache where nothing has changed.
 * @throws PtxErrors with everything that is wrong with it; with `--warn-error` warnings, too.
 */
export async function openWorkspace(run: CommandRun): Promise<Workspace> {
  const project = await openProject(run);
  const warnings = checkPackages(run, project);
  const invocation = invocationOf(run, project);
  const events: Event[] = [];
  const fresh = run.options["partialParse"] === false;
  const emit = (event: Event) => void events.push(event);
  const { manifest: resolved, fromCache } = await cachedManifest(project, run.environment.files, {
    fresh,
    invocation,
    emit,
  }).finally(() => tellReading(run, project, invocation, events));
  const diagnostics = [...warnings, ...resolved.diagnostics];
  const manifest = warnings.length === 0 ? resolved : { ...resolved, diagnostics };
  toldWarnings(manifest.diagnostics, run.options);
  return { project, manifest, invocation, fromCache };
}

/** As `openWorkspace`, for commands that read tables: `--defer` counts. @throws PtxError PTX50xx */
export const openDeferring = async (run: CommandRun): Promise<Workspace> =>
  withDeferral(await openWorkspace(run), run);
