/** Brings in the package that has an adapter of a type, and checks it before anything uses it. */
import { fileURLToPath } from "node:url";
import type { AdapterDefinition, LoadedAdapter } from "../core/adapter-definition.ts";
import { diagnosticsOf, PtxError } from "../core/error.ts";
import type { Location } from "../core/location.ts";
import { lackingInDialect, named as listed } from "./check.ts";
import { type FoundPackage, findPackage } from "./find-package.ts";
import { kit } from "./kit.ts";
import { type AdapterPackage, portVersions } from "./package.ts";

/** `import()`, of whoever can: see `bin/ptx.cjs`. */
export type ImportModule = (url: string) => Promise<unknown>;

interface Wish {
  readonly type: string;
  readonly packages: readonly { readonly name: string; readonly at: Location | undefined }[];
  readonly at: Location | undefined;
}

interface Named {
  readonly name: string;
  readonly at: Location | undefined;
}

const guide = "docs/guide/write-an-adapter.md says what a package has to export.";

/**
 * The definition of the wished type, of the first listed package that has it.
 *
 * @param root Folder of the project; packages are looked for from there, then beside ptx.
 * @throws PtxError PTX4004 where none has the type, PTX4015 for a package that is not installed,
 *   PTX4016 for one that is no adapter, PTX4017 for one that was written for another port.
 */
export async function loadAdapter(
  { type, packages, at }: Wish,
  root: string,
  importModule: ImportModule,
): Promise<LoadedAdapter> {
  const seen: string[] = [];
  for (const named of packages) {
    const found = located(named, root);
    const offered = packageIn(await imported(found, named, importModule), named);
    if (offered.types.includes(type)) return defined(offered, type, named, found.stamp);
    seen.push(`${named.name} (${offered.types.join(", ")})`);
  }
  throw new PtxError(
    "PTX4004",
    `there is no adapter of type "${type}": neither ptx nor a package under \`adapters:\` has it`,
    { at, hint: `These packages are listed: ${seen.join(", ") || "none"}.` },
  );
}

/**
 * The definition of a type, of packages that are loaded already.
 *
 * @throws PtxError PTX4016 for one that is no adapter, PTX4017 for another port.
 */
export function adapterAmong(
  packages: readonly AdapterPackage[],
  type: string,
): LoadedAdapter | undefined {
  const named = { name: `the package of type ${type}`, at: undefined };
  const offered = packages.find(({ types }) => types.includes(type));
  return offered && defined(packageIn({ adapter: offered }, named), type, named, type);
}

function located({ name, at }: Named, root: string): FoundPackage {
  const found = findPackage(name, [root, fileURLToPath(new URL(".", import.meta.url))]);
  if (found) return found;
  const isPath = /^[./]/.test(name);
  throw new PtxError("PTX4015", `the adapter package ${name} is not installed`, {
    at,
    hint: isPath
      ? `There is nothing to load at that path, seen from ${root}.`
      : `Run in ${root}: npm install ${name}`,
  });
}

async function imported(
  { url }: FoundPackage,
  { name, at }: Named,
  importModule: ImportModule,
): Promise<unknown> {
  try {
    return await importModule(url);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PtxError("PTX4016", `the adapter package ${name} cannot be loaded: ${reason}`, {
      at,
      cause,
      hint: "Install it again with what it depends on; if that does not help, tell its authors.",
    });
  }
}

/** `adapter` of the module, however it was compiled. */
function packageIn(module: unknown, { name, at }: Named): AdapterPackage {
  const exported = module as { adapter?: unknown; default?: { adapter?: unknown } } | undefined;
  const offered = (exported?.adapter ?? exported?.default?.adapter) as
    | Partial<AdapterPackage>
    | undefined;
  const refuse = (what: string) =>
    new PtxError("PTX4016", `${name} is no adapter package: ${what}`, { at, hint: guide });
  if (typeof offered !== "object" || offered === null) throw refuse("it exports no `adapter`");
  const { portVersion, types, define } = offered;
  if (typeof portVersion !== "number") throw refuse("its `adapter` has no `portVersion`");
  if (!portVersions.includes(portVersion)) throw otherPort(portVersion, name, at);
  if (!Array.isArray(types) || types.length === 0) throw refuse("its `adapter` names no `types`");
  if (typeof define !== "function") throw refuse("its `adapter` has no function `define`");
  return offered as AdapterPackage;
}

function otherPort(version: number, name: string, at: Location | undefined): PtxError {
  const spoken = portVersions.join(", ");
  const newer = version > Math.max(...portVersions);
  return new PtxError(
    "PTX4017",
    `${name} was written for version ${version} of the adapter port; this ptx has ${spoken}`,
    {
      at,
      hint: newer
        ? "Install a newer ptx, or an older version of the package."
        : "Install a newer version of the package, or an older ptx.",
    },
  );
}

function defined(
  offered: AdapterPackage,
  type: string,
  { name, at }: Named,
  stamp: string,
): LoadedAdapter {
  const refuse = (what: string, cause?: unknown) =>
    new PtxError("PTX4016", `${name} ${what}`, { at, hint: guide, cause });
  let definition: AdapterDefinition;
  try {
    definition = offered.define(kit, type);
  } catch (cause) {
    if (diagnosticsOf(cause)) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw refuse(`failed while it defined "${type}": ${reason}`, cause);
  }
  if (typeof definition?.connect !== "function") {
    throw refuse(`defines "${type}" without a function \`connect\``);
  }
  const missing = lackingInDialect(definition.dialect);
  if (missing.length > 0) throw refuse(`defines "${type}" without ${listed(missing)}`);
  if (definition.dialect.name !== type) {
    throw refuse(`defines "${type}" with a dialect that is named "${definition.dialect.name}"`);
  }
  return { ...definition, packageName: name, stamp };
}
