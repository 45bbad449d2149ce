/** dbt's rules for merging config, key by key. */
import type { Json, JsonObject } from "../core/node.ts";
import { isObject, objectOf } from "./json.ts";

type Merge = "append" | "update" | "key-append";

/** Keys that do not simply replace what was there before. */
const merges: Readonly<Record<string, Merge>> = {
  tags: "append",
  packages: "append",
  "pre-hook": "append",
  "post-hook": "append",
  meta: "update",
  quoting: "update",
  column_types: "update",
  docs: "update",
  contract: "update",
  snapshot_meta_column_names: "update",
  grants: "key-append",
};

const asList = (value: Json): Json[] => (Array.isArray(value) ? value : [value]);

/** A hook as the manifest holds it; text may itself be JSON (`before_begin(...)` returns that). */
function hook(value: Json): JsonObject {
  if (isObject(value)) return { transaction: true, index: null, ...value };
  const text = String(value);
  if (/^\s*\{(?![{%])/.test(text)) {
    try {
      return { transaction: true, index: null, ...JSON.parse(text) };
    } catch {
      // Not JSON after all: SQL may begin with a brace.
    }
  }
  return { sql: text, transaction: true, index: null };
}

const spellings: Readonly<Record<string, string>> = {
  pre_hook: "pre-hook",
  post_hook: "post-hook",
};

function normalized(key: string, value: Json): Json {
  if (key === "pre-hook" || key === "post-hook") {
    return value === null ? [] : asList(value).map(hook);
  }
  return value;
}

function merged(before: Json | undefined, value: Json, merge: Merge | undefined): Json {
  if (merge === "append") {
    return [...(before === undefined || before === null ? [] : asList(before)), ...asList(value)];
  }
  if (merge === "update") {
    return isObject(before) && isObject(value) ? { ...before, ...value } : value;
  }
  return merge === "key-append" && isObject(value) ? mergedKeys(before, value) : value;
}

/** Grants: `+select` adds to the list below, `select` replaces it. */
function mergedKeys(before: Json | undefined, value: JsonObject): JsonObject {
  const lists = new Map(Object.entries(objectOf(before)).map(([key, old]) => [key, asList(old)]));
  for (const [key, added] of Object.entries(value)) {
    const name = key.replace(/^\+/, "");
    const kept = key.startsWith("+") ? (lists.get(name) ?? []) : [];
    lists.set(name, [...kept, ...asList(added)]);
  }
  return Object.fromEntries(lists);
}

/** Merges one more config layer into `target`, key by key as dbt does. */
export function mergeConfig(target: JsonObject, layer: JsonObject): void {
  for (const [written, raw] of Object.entries(layer)) {
    const key = spellings[written] ?? written;
    const value = normalized(key, raw);
    const merge = merges[key];
    if (merge === "append" && value === null) continue;
    target[key] = merged(target[key], value, merge);
  }
}

/**
 * Adds a `config(...)` call to the calls before it. Values stay as they were written (`+select` of
 * grants, hooks as text): what they do to the layers below is decided when all calls are known.
 */
export function mergeCalls(calls: JsonObject, call: JsonObject): void {
  if (Object.keys(calls).length === 0) {
    Object.assign(calls, call);
    return;
  }
  for (const [key, value] of Object.entries(call)) {
    const merge = merges[key];
    const before = calls[key];
    if (merge === "key-append") calls[key] = withGrants(before, value);
    else calls[key] = merge === "append" && value === null ? [] : merged(before, value, merge);
  }
}

function withGrants(before: Json | undefined, value: Json): Json {
  if (!isObject(before) || !isObject(value)) return value;
  const result: JsonObject = { ...before };
  for (const [key, added] of Object.entries(value)) {
    const kept = key.startsWith("+") ? before[key] : undefined;
    result[key] = kept === undefined ? added : [...asList(kept), ...asList(added)];
  }
  return result;
}
