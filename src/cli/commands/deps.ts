/** `ptx deps`: installs the packages of packages.yml, and keeps their versions in package-lock.yml. */
import { relative, resolve } from "node:path";
import { dbtVersion } from "../../compile/dbt-version.ts";
import { PtxErrors } from "../../core/error.ts";
import type { Files } from "../../core/files.ts";
import { type AddSource, addPackage, parseAddition } from "../../packages/add-package.ts";
import { Cache } from "../../packages/cache.ts";
import { type DepsResult, installPackages } from "../../packages/deps.ts";
import { gitAddress } from "../../packages/git-address.ts";
import { Hub } from "../../packages/hub.ts";
import { checkDbtVersions } from "../../packages/installed.ts";
import { lockFile } from "../../packages/lock.ts";
import { readPackageList } from "../../packages/package-list.ts";
import type { Pinned } from "../../packages/pinned.ts";
import type { PackageSpec } from "../../packages/spec.ts";
import type { World } from "../../packages/world.ts";
import { Findings } from "../../project/findings.ts";
import { readProjectFile } from "../../project/project-file.ts";
import { secretsInText, withoutLogins } from "../../project/secrets.ts";
import { renderTree, yamlScope } from "../../project/yaml-render.ts";
import { type CommandRun, flagOption, textOption } from "../command.ts";
import { warn } from "../console.ts";
import { gitProcess } from "../git-process.ts";
import { httpClient } from "../http-client.ts";
import { nodeFolders } from "../node-folders.ts";
import { projectRoot } from "../workspace.ts";
import { yamlOption } from "../yaml-option.ts";

interface ProjectFacts {
  readonly name: string;
  readonly root: string;
  readonly projectFile: string;
  /** Absolute. */
  readonly installPath: string;
}

/** Reads no profile: packages are installed where none is, in images and on build machines. */
function projectFacts({ environment, options }: CommandRun): ProjectFacts {
  const { files, env } = environment;
  const root = projectRoot(environment, options);
  const { file, yaml, value } = readProjectFile(files, root);
  const vars = yamlOption(textOption(options, "vars"), "--vars");
  const scope = yamlScope({ env, vars, secretsAllowed: false });
  const rendered = (key: string) => renderTree(value[key] ?? null, yaml, scope, undefined, [key]);
  const name = String(value["name"] ?? "");
  if (options["versionCheck"] !== false) {
    const raw = { "require-dbt-version": rendered("require-dbt-version") };
    checkDbtVersions([{ name, root, projectFile: file, raw }], dbtVersion);
  }
  const installPath = String(rendered("packages-install-path") ?? "dbt_packages");
  return { name, root, projectFile: file, installPath: resolve(root, installPath) };
}

function worldOf(run: CommandRun, root: string, work: string, findings: Findings): World {
  const { environment, options } = run;
  const { files, env, home, signal } = environment;
  const folders = nodeFolders;
  const http = httpClient(env, signal);
  const shared = (found: Parameters<World["warn"]>[0]): void => findings.add(found);
  const folder = `${env["XDG_CACHE_HOME"] || `${home}/.cache`}/ptx/packages`;
  const cache = new Cache(folder, { files, folders }, shared);
  const base = env["DBT_PACKAGE_HUB_URL"] || "https://hub.getdbt.com/";
  return {
    files,
    folders,
    git: gitProcess(env, signal),
    http,
    hub: new Hub({ http, cache, base, warn: shared }),
    cache,
    env,
    vars: yamlOption(textOption(options, "vars"), "--vars"),
    root,
    home,
    work,
    dbtVersion,
    checkVersions: options["versionCheck"] !== false,
    warn: shared,
    hide: (text) => environment.hide(withoutLogins(text)),
  };
}

/** What is secret in the address of a package, however git or a server would write it. */
function loginsOf(spec: PackageSpec): string[] {
  if (!("url" in spec)) return [];
  const header = Object.values(gitAddress(spec.url).env).flatMap(
    (value) => /Basic (\S+)$/.exec(value)?.[1] ?? [],
  );
  return [...secretsInText(spec.url), ...header];
}

interface Edit {
  readonly file: string;
  readonly text: string;
  readonly lines: readonly string[];
}

/** The packages file after `--add-package`; not written before the package is known to exist. */
function editOf({ environment, options }: CommandRun, root: string): Edit | undefined {
  const given = textOption(options, "addPackage");
  if (given === undefined) return undefined;
  const { files } = environment;
  const source = (textOption(options, "source") ?? "hub") as AddSource;
  const inDependencies = /^packages:/m.test(files.readText(`${root}/dependencies.yml`) ?? "");
  const file = inDependencies ? "dependencies.yml" : "packages.yml";
  const { text, replaced } = addPackage(
    files.readText(`${root}/${file}`),
    file,
    parseAddition(given, source),
  );
  return {
    file,
    text,
    lines: [...replaced.map((old) => `Removed ${old} from ${file}`), `Added ${given} to ${file}`],
  };
}

const newerNote = ({ newer }: Pinned): string => (newer ? ` (newest: ${newer})` : "");

/** One line a package, in columns: what was done, name, version, where from. */
function table(result: DepsResult): string[] {
  const rows =
    result.placed.length > 0
      ? result.placed
      : result.packages.map((pinned) => ({ package: pinned, how: "locked" }));
  const columns = rows.map(({ how, package: { name, version } }) => [how, name, version]);
  const widths = [0, 1, 2].map((at) => Math.max(...columns.map((row) => row[at]?.length ?? 0)));
  return rows.map(({ package: pinned }, index) => {
    const padded = columns[index]?.map((text, at) => text.padEnd(widths[at] ?? 0)) ?? [];
    const shown = padded.filter((text) => text !== "");
    return `  ${[...shown, pinned.origin].join("  ")}${newerNote(pinned)}`;
  });
}

const countOf = (count: number): string => (count === 1 ? "1 package" : `${count} packages`);

function report(
  result: DepsResult,
  { root, installPath }: ProjectFacts,
  lockOnly: boolean,
): string[] {
  const { packages, placed, isLocked } = result;
  if (packages.length === 0) return ["No packages are listed in packages.yml."];
  const lines = table(result);
  if (isLocked) lines.push(`Wrote ${lockFile}.`);
  const place = relative(root, installPath) || installPath;
  if (!lockOnly) lines.push(`Installed ${countOf(placed.length)} in ${place}.`);
  const newer = packages.filter((pinned) => pinned.newer !== undefined);
  if (newer.length > 0) {
    lines.push(
      `Newer versions exist of: ${newer.map(({ name }) => name).join(", ")}. Change packages.yml, or run ptx deps --upgrade where it allows them.`,
    );
  }
  return lines;
}

/** The files with the packages file as `--add-package` leaves it. */
function withEdit(files: Files, root: string, edit: Edit | undefined): Files {
  if (edit === undefined) return files;
  const path = `${root}/${edit.file}`;
  return { ...files, readText: (other) => (other === path ? edit.text : files.readText(other)) };
}

/** Resolves and installs; what it prints comes at the end, when everything has gone well. */
async function install(run: CommandRun, project: ProjectFacts, work: string): Promise<void> {
  const { environment, options } = run;
  const { files, stdout } = environment;
  const { root, name: projectName, installPath } = project;
  const findings = new Findings();
  const edit = editOf(run, root);
  const world = worldOf(run, root, work, findings);
  const show = (file: string): string => file;
  const seen = withEdit(files, root, edit);
  const list = readPackageList({ ...world, files: seen, folder: root, show, isRoot: true });
  environment.keepSecret(list?.specs.flatMap(loginsOf) ?? []);
  const lockOnly = flagOption(options, "lock");
  const result = await installPackages({
    world,
    list,
    projectName,
    installPath,
    upgrade: flagOption(options, "upgrade"),
    lockOnly,
    beforeExchange: () => {
      if (edit) files.write(`${root}/${edit.file}`, edit.text);
    },
    stopOnWarnings: () => {
      if (flagOption(options, "warnError") && findings.warnings.length > 0) {
        throw new PtxErrors(findings.warnings);
      }
    },
  });
  warn(findings.warnings, environment, options, root);
  if (flagOption(options, "quiet")) return;
  const lines = [...(edit?.lines ?? []), ...report(result, project, lockOnly)];
  stdout.write(`${lines.join("\n")}\n`);
}

export async function deps(run: CommandRun): Promise<number> {
  const { signal, files, stderr } = run.environment;
  const project = projectFacts(run);
  const work = nodeFolders.temporary();
  try {
    await install(run, project, work);
    return 0;
  } catch (error) {
    if (!signal.aborted) throw error;
    stderr.write(`Stopped by ${String(signal.reason)}: the installed packages are as they were.\n`);
    return 1;
  } finally {
    files.remove(work);
  }
}
