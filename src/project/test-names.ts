/**
 * Names and ids of generic data tests, as dbt makes them: selection, stored failures and other
 * tools find a test by its name, so every character counts.
 */
import { md5 } from "../core/hash.ts";
import type { Json, JsonObject } from "../core/node.ts";
import { reprOf, toText } from "../jinja/printing.ts";
import { Float } from "../jinja/value.ts";

/** Names of 64 characters and more are cut to 30 and told apart by a hash. */
const longest = 63;

export interface TestNames {
  /** Part of the unique id. */
  readonly full: string;
  /** File name and alias. */
  readonly short: string;
}

/** `accepted_values_orders_status__placed__shipped`, and its short form. */
export function testNames(kind: string, target: string, kwargs: JsonObject): TestNames {
  const parts = Object.keys(kwargs)
    .filter((name) => name !== "model")
    .sort()
    .flatMap((name) => flat(kwargs[name] ?? null))
    .map((value) => toText(value).replace(/[^0-9a-zA-Z_]+/g, "_"));
  const identifier = `${kind}_${target}`;
  const full = `${identifier}_${parts.join("__")}`;
  const short = full.length > longest ? `${identifier.slice(0, 30)}_${md5(full)}` : full;
  return { full, short };
}

/** A float is an object here, but one value. */
const isMapping = (value: Json): value is JsonObject =>
  typeof value === "object" && value !== null && !((value as unknown) instanceof Float);

function flat(value: Json): Json[] {
  if (Array.isArray(value)) return value;
  return isMapping(value) ? Object.values(value) : [value];
}

/** What dbt hashes: Python's `repr`, keys in order, with `str` at the leaves. */
function hashedText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(hashedText).join(", ")}]`;
  if (!isMapping(value)) return reprOf(toText(value));
  let text = "";
  for (const key of Object.keys(value).sort()) {
    if (text !== "") text += ", ";
    text += `${reprOf(key)}: ${hashedText(value[key] ?? null)}`;
  }
  return `{${text}}`;
}

/** The ten characters that end a generic test's unique id. */
export function testHash(
  name: string,
  metadata: { namespace: string | null; name: string; kwargs: JsonObject },
): string {
  return md5(name + hashedText({ ...metadata })).slice(-10);
}
