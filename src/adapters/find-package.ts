/** Where a package of adapters is, and how it is brought in. */
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

export interface FoundPackage {
  /** The file to import, as a URL. */
  readonly url: string;
  readonly version: string | undefined;
  /** Changes when the package does. */
  readonly stamp: string;
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly exports?: unknown;
}

/**
 * The package of a name, looked for from each folder upwards as Node does; of a path that starts
 * with `.` or `/`, the file or folder there, seen from the first folder.
 */
export function findPackage(name: string, folders: readonly string[]): FoundPackage | undefined {
  for (const folder of folders) {
    const file = entryFrom(name, folder);
    if (file === undefined) continue;
    const { version } = manifestAbove(file);
    const { mtimeMs, size } = statSync(file);
    return {
      url: pathToFileURL(file).href,
      version,
      stamp: [name, version ?? "", mtimeMs, size].join(" "),
    };
  }
  return undefined;
}

function entryFrom(name: string, folder: string): string | undefined {
  const from = createRequire(join(folder, "package.json"));
  try {
    return from.resolve(name);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "MODULE_NOT_FOUND") return undefined;
    // What may only be imported has no entry for `require`.
    if (code === "ERR_PACKAGE_PATH_NOT_EXPORTED") return importedEntry(name, folder);
    throw error;
  }
}

/** The entry that `exports` has for `import`, in the nearest folder that has the package. */
function importedEntry(name: string, folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const home = join(at, "node_modules", name);
    const manifest = readManifest(home);
    if (manifest !== undefined) {
      const entry = conditional(manifest.exports);
      return entry === undefined ? undefined : resolve(home, entry);
    }
    if (dirname(at) === at) return undefined;
  }
}

const conditions: ReadonlySet<string> = new Set(["node", "import", "default"]);

/** The target of `"."` under the conditions of an import. */
function conditional(exported: unknown): string | undefined {
  if (typeof exported === "string") return exported;
  if (Array.isArray(exported)) return exported.map(conditional).find((entry) => entry);
  if (typeof exported !== "object" || exported === null) return undefined;
  for (const [key, value] of Object.entries(exported)) {
    const found = key === "." || conditions.has(key) ? conditional(value) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function readManifest(folder: string): Manifest | undefined {
  const path = join(folder, "package.json");
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  return JSON.parse(readFileSync(path, "utf8")) as Manifest;
}

/** That of the package which a file belongs to. */
function manifestAbove(file: string): Manifest {
  for (let at = dirname(file); ; at = dirname(at)) {
    const manifest = readManifest(at);
    if (manifest?.name !== undefined || dirname(at) === at) return manifest ?? {};
  }
}
