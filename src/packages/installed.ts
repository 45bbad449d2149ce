/** Whether what is installed is what the project asks for: asked before every build. */
import { type Diagnostic, diagnosticsOf, PtxError } from "../core/error.ts";
import type { Files } from "../core/files.ts";
import type { JsonObject } from "../core/node.ts";
import type { Package } from "../core/project.ts";
import { listOf } from "../project/json.ts";
import { listHash, lockFile } from "./lock.ts";
import { countPackages, type ListRequest, readLockList, readPackageList } from "./package-list.ts";
import type { PackageSpec } from "./spec.ts";
import { allowsDbt, intersection, parseSpecifier, rangeText, satisfies } from "./versions.ts";

export interface InstalledRequest {
  readonly files: Files;
  readonly root: Package;
  readonly packages: readonly Package[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly vars: JsonObject;
}

const runDeps = "Run `ptx deps` to install packages.";

interface Shortage {
  readonly asked: number;
  readonly installed: number;
  readonly file: string;
  readonly folder: string;
  /** Names that the lock file gives. */
  readonly lost: readonly string[];
}

function missing({ asked, installed, file, folder, lost }: Shortage): PtxError {
  const names =
    lost.length === 0 ? "" : `: ${lost.join(", ")} ${lost.length === 1 ? "is" : "are"} missing`;
  const packages = asked === 1 ? "1 package is" : `${asked} packages are`;
  const found = installed === 0 ? "none is" : `only ${installed}`;
  return new PtxError(
    "PTX1302",
    `${packages} listed in ${file}, but ${found} installed in ${folder}${names}`,
    { at: { file, line: 1, column: 1 }, hint: runDeps },
  );
}

/** Names of the lock file that are not installed. */
function lostOf(locked: readonly PackageSpec[], packages: readonly Package[]): string[] {
  const installed = new Set(packages.map(({ name }) => name));
  return locked
    .map(({ name }) => name)
    .filter((name) => name !== undefined)
    .filter((name) => !installed.has(name));
}

/** Why a hub package of the list cannot be the locked one; `undefined` when it can, or who knows. */
function contradiction(asked: PackageSpec, locked: readonly PackageSpec[]): string | undefined {
  if (asked.kind !== "hub") return undefined;
  const found = locked.find((spec) => spec.kind === "hub" && spec.id === asked.id);
  if (found?.kind !== "hub") return `${asked.id} is not in ${lockFile}`;
  const range = intersection(asked.versions.map(parseSpecifier).filter((one) => one !== undefined));
  const version = parseSpecifier(found.versions[0] ?? "");
  if (range === undefined || version === undefined || satisfies(version, range)) return undefined;
  return `${asked.id} is asked for as ${rangeText(range)}, but ${version.version} is installed`;
}

function staleWarning(file: string): Diagnostic {
  return {
    code: "PTX1303",
    severity: "warning",
    message: `${file} has changed since ${lockFile} was written: other packages may be meant`,
    at: { file, line: 1, column: 1 },
    hint: "Run `ptx deps` to bring both together.",
  };
}

/** The list, when its variables are set: a build may run where the secrets of deps are not. */
function listIfReadable(request: ListRequest): ReturnType<typeof readPackageList> {
  try {
    return readPackageList(request);
  } catch (error) {
    const missingVariable = diagnosticsOf(error)?.every(({ code }) => /^PTX10/.test(code));
    if (missingVariable) return undefined;
    throw error;
  }
}

/**
 * Compares the packages file, the lock file and the installed packages.
 * @returns Warnings.
 * @throws {PtxError} PTX1302 when packages are missing, PTX1303 when others are installed.
 */
export function checkInstalled(request: InstalledRequest): Diagnostic[] {
  const { files, root, packages, env, vars } = request;
  const listRequest = {
    files,
    folder: root.root,
    show: (file: string) => file,
    env,
    vars,
    isRoot: true,
  };
  const counted = countPackages(listRequest);
  if (counted === undefined || counted.count === 0) return [];
  const { file, count } = counted;
  const text = files.readText(`${root.root}/${lockFile}`);
  const locked = text === undefined ? undefined : readLockList(text, lockFile);
  const lost = lostOf(locked?.specs ?? [], packages);
  const installed = packages.length;
  if (installed < count) {
    const folder = root.paths.packagesInstall;
    throw missing({ asked: count, installed, file, folder, lost });
  }
  if (lost.length > 0) {
    throw new PtxError("PTX1302", `Not installed, but in ${lockFile}: ${lost.join(", ")}`, {
      at: { file, line: 1, column: 1 },
      hint: runDeps,
    });
  }
  const list = listIfReadable(listRequest);
  if (locked === undefined || list === undefined) return [];
  if (locked.hash === listHash(list.specs)) return [];
  for (const spec of list.specs) {
    const why = contradiction(spec, locked.specs);
    if (why)
      throw new PtxError("PTX1303", `Other packages are installed: ${why}`, {
        at: spec.at,
        hint: runDeps,
      });
  }
  // A token in an address changes the hash, though not the package.
  const hasSecrets = list.specs.some((spec) => "written" in spec && spec.written !== spec.url);
  return hasSecrets ? [] : [staleWarning(file)];
}

/**
 * Checks `require-dbt-version` of the project and its packages.
 * @throws {PtxError} PTX1312 for the first that does not allow this version.
 */
export function checkDbtVersions(
  packages: readonly Pick<Package, "name" | "root" | "projectFile" | "raw">[],
  dbtVersion: string,
): void {
  for (const { name, root, projectFile, raw } of packages) {
    const required = listOf(raw["require-dbt-version"]).map(String);
    if (allowsDbt(required, dbtVersion)) continue;
    const isRoot = root === packages[0]?.root;
    throw new PtxError(
      "PTX1312",
      `${isRoot ? "The project" : "The package"} '${name}' needs dbt ${required.join(", ")}; ptx works as dbt ${dbtVersion}`,
      {
        at: { file: isRoot ? projectFile : `${root}/${projectFile}`, line: 1, column: 1 },
        hint: isRoot
          ? "Change require-dbt-version, or pass --no-version-check to try nevertheless."
          : "Take another version of the package, or pass --no-version-check to try nevertheless.",
      },
    );
  }
}
