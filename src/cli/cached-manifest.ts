/** The manifest of a project, from the parse cache as far as that still holds. */
import { createHash, createHmac, randomBytes } from "node:crypto";
import { builtinMacros } from "../compile/builtin-macros.ts";
import { defaultInvocation } from "../compile/default-invocation.ts";
import { flagValue } from "../compile/flag-values.ts";
import type { Emit } from "../core/event.ts";
import type { Files } from "../core/files.ts";
import type { Manifest } from "../core/manifest.ts";
import type { MacroId, MacroNode } from "../core/node.ts";
import type { Invocation, Project } from "../core/project.ts";
import { Float } from "../jinja/value.ts";
import { isUnchanged } from "../project/fingerprint.ts";
import { FolderLister } from "../project/source-files.ts";
import {
  type CacheHeader,
  cacheForm,
  openParseCache,
  type ParseCache,
  writeParseCache,
} from "../state/parse-cache.ts";
import { version } from "./version.ts";

type Env = Project["env"];

/** Tells `1.0` from `1`, which plain JSON does not: templates print them. */
function withFloats(this: Record<string, unknown>, key: string, value: unknown): unknown {
  return this[key] instanceof Float ? { float: value } : value;
}

/** Everything but the source files and the environment that a manifest depends on. */
function keyOf(project: Project, files: Files): string {
  const { env: _, dialect: __, adapter, ...settings } = project;
  const selectors = files.readText(`${project.root.root}/selectors.yml`) ?? null;
  const ignored = [project.root, ...project.packages].map(
    (pkg) => files.readText(`${pkg.root}/.dbtignore`) ?? null,
  );
  const text = JSON.stringify(
    [version, cacheForm, settings, adapter?.stamp ?? null, selectors, ignored],
    withFloats,
  );
  return createHash("sha256").update(text).digest("hex");
}

/** The environment, and which of its variables were asked for. */
function recording(env: Env): { env: Env; read: Set<string> } {
  const read = new Set<string>();
  const proxy = new Proxy(env, {
    get(target, name) {
      read.add(String(name));
      return target[String(name)];
    },
  });
  return { env: proxy, read };
}

/** Stands for the value of a variable: values may be secret, and the cache is a file that anyone may read. */
const hashed = (salt: string, name: string, value: string | undefined): string =>
  value === undefined
    ? ""
    : createHmac("sha256", salt).update(`${name}=${value}`).digest("base64url");

type ValueOf = (name: string) => string | undefined;

const isSame = (salt: string, before: CacheHeader["env"] = {}, now: ValueOf): boolean =>
  Object.entries(before).every(([name, hash]) => hashed(salt, name, now(name)) === hash);

/** Hashes of the values of names, by name. */
const hashes = (salt: string, names: ReadonlySet<string>, now: ValueOf): Record<string, string> =>
  Object.fromEntries([...names].map((name) => [name, hashed(salt, name, now(name))]));

type Builtins = () => ReadonlyMap<MacroId, MacroNode>;

/** The macros of the namespace `dbt`, with those of the adapter where it brings some. */
async function builtinsOf({ adapter }: Project): Promise<Builtins> {
  if (adapter?.macros === undefined) return builtinMacros;
  const { macrosWith } = await import("../compile/adapter-macros.ts");
  return () => macrosWith(adapter);
}

function usableCache(
  files: Files,
  path: string,
  key: string,
  now: { env: ValueOf; flag: ValueOf },
  builtins: Builtins,
): ParseCache | undefined {
  const cache = whole(() => openParseCache(files, path, builtins));
  if (cache?.header.key !== key) return undefined;
  const { salt, env, flags } = cache.header;
  return isSame(salt, env, now.env) && isSame(salt, flags, now.flag) ? cache : undefined;
}

/** A cache cut short by a full disk is no cache; whatever else goes wrong must be seen. */
function whole<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export interface CachedManifest {
  readonly manifest: Manifest;
  /** Nothing has changed since the cache was written. */
  readonly fromCache: boolean;
}

export interface ReadingOptions {
  /** Reads every file again. */
  readonly fresh?: boolean;
  /** Milliseconds since 1970. */
  readonly now?: number;
  readonly invocation?: Invocation;
  /** Hears what templates log and print while they are read. */
  readonly emit?: Emit;
}

/**
 * Resolves a project, taking over from `target/partial_parse.json` what has not changed, and keeps
 * the result there.
 *
 * @throws PtxErrors with everything that is wrong with the project.
 */
export async function cachedManifest(
  project: Project,
  files: Files,
  {
    fresh = false,
    now = Date.now(),
    invocation = defaultInvocation(project),
    emit,
  }: ReadingOptions = {},
): Promise<CachedManifest> {
  const path = `${project.targetPath}/partial_parse.json`;
  const key = keyOf(project, files);
  const builtins = await builtinsOf(project);
  const env: ValueOf = (name) => project.env[name];
  const flag: ValueOf = (name) =>
    JSON.stringify(flagValue(name, invocation, project.root.flags) ?? null);
  const cache = fresh ? undefined : usableCache(files, path, key, { env, flag }, builtins);
  if (cache?.header.folders.every((stamp) => isUnchanged(files, stamp))) {
    const manifest = whole(() => cache.manifest());
    if (manifest) return { manifest, fromCache: true };
  }
  // Only now: what reads a project is most of ptx, and most starts find nothing changed.
  const { createEngine, NodeMemo, resolveManifest } = await import("./reading.ts");
  const lister = new FolderLister(files);
  const recorded = recording(project.env);
  const flagsRead = new Set<string>();
  const memo = new NodeMemo(whole(() => cache?.memory(files)));
  const manifest = resolveManifest({
    project: { ...project, env: recorded.env },
    files,
    lister,
    createEngine: (read, macros) => createEngine(read, macros, { invocation, emit, flagsRead }),
    builtins: builtins(),
    now: now / 1000,
    memo,
  });
  // What was taken over was made from what the cache was made from.
  for (const name of Object.keys(cache?.header.env ?? {})) recorded.read.add(name);
  for (const name of Object.keys(cache?.header.flags ?? {})) flagsRead.add(name);
  const salt = cache?.header.salt ?? randomBytes(16).toString("base64url");
  const header: CacheHeader = {
    key,
    folders: lister.stamps(now),
    salt,
    env: hashes(salt, recorded.read, env),
    flags: hashes(salt, flagsRead, flag),
  };
  writeParseCache(files, path, header, manifest, memo);
  return { manifest, fromCache: false };
}
