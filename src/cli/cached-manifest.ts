/** The manifest of a project, from the parse cache as far as that still holds. */
import { createHash, createHmac, randomBytes } from "node:crypto";
import { builtinMacros } from "../compile/builtin-macros.ts";
import type { Files } from "../core/files.ts";
import type { Manifest } from "../core/manifest.ts";
import type { Project } from "../core/project.ts";
import { Float } from "../jinja/value.ts";
import { isUnchanged } from "../project/fingerprint.ts";
import { FolderLister } from "../project/source-files.ts";
import {
  type CacheHeader,
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
  const { env: _, ...settings } = project;
  const selectors = files.readText(`${project.root.root}/selectors.yml`) ?? null;
  const ignored = [project.root, ...project.packages].map(
    (pkg) => files.readText(`${pkg.root}/.dbtignore`) ?? null,
  );
  const text = JSON.stringify([version, settings, selectors, ignored], withFloats);
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

const sameEnv = ({ salt, env: before }: CacheHeader, env: Env): boolean =>
  Object.entries(before).every(([name, hash]) => hashed(salt, name, env[name]) === hash);

function usableCache(files: Files, path: string, key: string, env: Env): ParseCache | undefined {
  const cache = whole(() => openParseCache(files, path, builtinMacros));
  return cache?.header.key === key && sameEnv(cache.header, env) ? cache : undefined;
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

/**
 * Resolves a project, taking over from `target/partial_parse.json` what has not changed, and keeps
 * the result there.
 *
 * @param options `fresh` reads every file again; `now` is the time in milliseconds since 1970.
 * @throws PtxErrors with everything that is wrong with the project.
 */
export async function cachedManifest(
  project: Project,
  files: Files,
  { fresh = false, now = Date.now() }: { readonly fresh?: boolean; readonly now?: number } = {},
): Promise<CachedManifest> {
  const path = `${project.targetPath}/partial_parse.json`;
  const key = keyOf(project, files);
  const cache = fresh ? undefined : usableCache(files, path, key, project.env);
  if (cache?.header.folders.every((stamp) => isUnchanged(files, stamp))) {
    const manifest = whole(() => cache.manifest());
    if (manifest) return { manifest, fromCache: true };
  }
  // Only now: what reads a project is most of ptx, and most starts find nothing changed.
  const { createEngine, NodeMemo, resolveManifest } = await import("./reading.ts");
  const lister = new FolderLister(files);
  const { env, read } = recording(project.env);
  const memo = new NodeMemo(whole(() => cache?.memory(files)));
  const manifest = resolveManifest({
    project: { ...project, env },
    files,
    lister,
    createEngine,
    builtins: builtinMacros(),
    now: now / 1000,
    memo,
  });
  for (const name of Object.keys(cache?.header.env ?? {})) read.add(name);
  const salt = cache?.header.salt ?? randomBytes(16).toString("base64url");
  const names = [...read].map((name) => [name, hashed(salt, name, project.env[name])]);
  const header = { key, folders: lister.stamps(now), salt, env: Object.fromEntries(names) };
  writeParseCache(files, path, header, manifest, memo);
  return { manifest, fromCache: false };
}
