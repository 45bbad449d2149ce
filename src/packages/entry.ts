/** One entry of a list of packages → `PackageSpec`. */
import { PtxError } from "../core/error.ts";
import type { Location } from "../core/location.ts";
import type { Json, JsonObject } from "../core/node.ts";
import { suggest } from "../core/suggest.ts";
import { floatText, pythonJson } from "./canonical.ts";
import type { PackageSpec } from "./spec.ts";

export interface RawEntry {
  /** As rendered. */
  readonly value: JsonObject;
  /** As written. */
  readonly written: JsonObject;
  /** Place of a key's value; of the entry itself without a key. */
  readonly locate: (key?: string) => Location | undefined;
  /** Source of a number, as it was typed: `1.10`. */
  readonly source?: ((key: string) => string | undefined) | undefined;
}

const keysOf = {
  package: ["package", "version", "install_prerelease", "name", "unrendered"],
  git: ["git", "revision", "warn-unpinned", "subdirectory", "name", "unrendered"],
  local: ["local", "name", "unrendered"],
  tarball: ["tarball", "name", "unrendered"],
  private: ["private", "provider", "revision", "warn-unpinned", "subdirectory", "name"],
} as const;

type Kind = keyof typeof keysOf;

const kinds = Object.keys(keysOf) as Kind[];

function malformed(message: string, at: Location | undefined, hint: string): PtxError {
  return new PtxError("PTX1301", message, { at, hint });
}

function kindOf({ value, locate }: RawEntry): Kind {
  const found = kinds.filter((kind) => kind in value);
  const [kind] = found;
  if (kind === undefined || found.length > 1) {
    const what = found.length > 1 ? `both ${found.join(" and ")}` : "no source";
    throw malformed(
      `A package has ${what}`,
      locate(),
      "Give each entry exactly one of: package (with version), git, local, tarball (with name).",
    );
  }
  for (const key of Object.keys(value)) {
    if ((keysOf[kind] as readonly string[]).includes(key)) continue;
    const close = suggest(key, keysOf[kind]);
    throw malformed(
      `A package with ${kind}: has no key '${key}'`,
      locate(key),
      close ? `Did you mean '${close}'?` : `It may have: ${keysOf[kind].slice(0, -1).join(", ")}.`,
    );
  }
  return kind;
}

function text(entry: RawEntry, key: string): string {
  const value = entry.value[key];
  if (typeof value === "string" && value !== "") return value;
  throw malformed(
    value === undefined ? `A package has no ${key}` : `${key}: of a package is not a text`,
    entry.locate(value === undefined ? undefined : key),
    value === ""
      ? "The value is empty: is a variable in it not set?"
      : `Write ${key}: with a text in quotes.`,
  );
}

/** A text or a number as it was typed; dbt takes numbers, too. */
function versionText(entry: RawEntry, key: string, value: Json): string {
  if (typeof value === "string" && value !== "") return value;
  if (typeof value === "number") return entry.source?.(key) ?? floatText(value);
  throw malformed(
    `${key}: of a package is not a version`,
    entry.locate(key),
    `Write it in quotes: ${key}: "1.2.0".`,
  );
}

function optional<T extends "string" | "boolean">(
  entry: RawEntry,
  key: string,
  type: T,
): (T extends "string" ? string : boolean) | undefined {
  const value = entry.value[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === type) return value as T extends "string" ? string : boolean;
  throw malformed(
    `${key}: of a package is not a ${type === "string" ? "text" : "yes or no"}`,
    entry.locate(key),
    type === "string" ? `Write ${key}: with a text in quotes.` : `Write ${key}: true or false.`,
  );
}

function hubSpec(entry: RawEntry): PackageSpec {
  const { value, written, locate } = entry;
  const id = text(entry, "package");
  if (!/^[^/\s?#]+\/[^/\s?#]+$/.test(id)) {
    throw malformed(
      `'${id}' is no name of a package on the hub`,
      locate("package"),
      "Names there have a namespace, e.g. dbt-labs/dbt_utils.",
    );
  }
  const given = value["version"];
  if (given === undefined || given === null || given === "" || given === 0) {
    throw malformed(
      `${id} has no version`,
      locate("package"),
      'Packages of the hub need one, e.g. version: [">=1.0.0", "<2.0.0"].',
    );
  }
  const prereleases = optional(entry, "install_prerelease", "boolean") ?? false;
  const name = optional(entry, "name", "string");
  return {
    kind: "hub",
    id,
    versions: Array.isArray(given)
      ? given.map((item) => versionText({ ...entry, source: undefined }, "version", item))
      : [versionText(entry, "version", given)],
    prereleases,
    name,
    at: locate("package"),
    canonical: pythonJson({
      install_prerelease: value["install_prerelease"] === null ? null : prereleases,
      package: id,
      version: given,
      unrendered: written,
      ...(name === undefined ? {} : { name }),
    }),
  };
}

function gitSpec(entry: RawEntry): PackageSpec {
  const { value, written, locate } = entry;
  const url = text(entry, "git");
  if (url.startsWith("-")) {
    throw malformed("git: of a package is no address", locate("git"), "Give the repository's URL.");
  }
  const given = value["revision"] ?? undefined;
  const revision = given === undefined ? undefined : versionText(entry, "revision", given);
  const warnUnpinned = optional(entry, "warn-unpinned", "boolean");
  const subdirectory = optional(entry, "subdirectory", "string");
  const name = optional(entry, "name", "string");
  return {
    kind: "git",
    url,
    written: typeof written["git"] === "string" ? written["git"] : url,
    revision,
    subdirectory,
    warnUnpinned: warnUnpinned !== false,
    name,
    at: locate("git"),
    canonical: pythonJson({
      git: url,
      revision: given ?? null,
      subdirectory: subdirectory ?? null,
      "warn-unpinned": warnUnpinned ?? null,
      unrendered: written,
      ...(name === undefined ? {} : { name }),
    }),
  };
}

/** @throws PtxError PTX1301 for an entry that is none, PTX1315 for a private package. */
export function packageSpec(entry: RawEntry): PackageSpec {
  const { written, locate } = entry;
  const kind = kindOf(entry);
  if (kind === "package") return hubSpec(entry);
  if (kind === "git") return gitSpec(entry);
  if (kind === "private") {
    throw new PtxError("PTX1315", `ptx cannot install the private package ${text(entry, kind)}`, {
      at: locate(kind),
      hint: "Use git: with the repository's URL; a token may come from env_var('DBT_ENV_SECRET_…').",
    });
  }
  const source = text(entry, kind);
  const name = kind === "tarball" ? text(entry, "name") : optional(entry, "name", "string");
  const keys = { [kind]: source, unrendered: written, ...(name === undefined ? {} : { name }) };
  const common = { at: locate(kind), canonical: pythonJson(keys) };
  if (kind === "local") return { ...common, kind, path: source, name };
  const raw = written[kind];
  return {
    ...common,
    kind,
    url: source,
    written: typeof raw === "string" ? raw : source,
    name: name ?? "",
  };
}
