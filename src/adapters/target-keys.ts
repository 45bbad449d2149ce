/** Keys of a target as profiles write them. */
import { PtxError } from "../core/error.ts";
import type { Json, JsonObject } from "../core/node.ts";

/** The value as text; `undefined` where nothing is set, or nothing that says anything. */
export const text = (value: Json | undefined): string | undefined =>
  value === undefined || value === null || value === "" ? undefined : String(value);

/** @throws PtxError PTX4005 where none of the keys is set; the first names it. */
export function required(settings: JsonObject, keys: readonly string[], what: string): string {
  const found = keys.map((key) => text(settings[key])).find((value) => value !== undefined);
  if (found !== undefined) return found;
  throw invalid(keys[0] ?? "", "is not set", `Set it to ${what}.`);
}

/** @throws PtxError PTX4005 for what is no whole number of at least 0. */
export function wholeNumber(settings: JsonObject, key: string, absent: number): number {
  const given = text(settings[key]);
  if (given === undefined) return absent;
  const value = Number(given);
  if (Number.isInteger(value) && value >= 0) return value;
  throw invalid(key, `is "${given}", which is no whole number`, `Leave it out for ${absent}.`);
}

export const invalid = (key: string, what: string, hint: string): PtxError =>
  new PtxError("PTX4005", `\`${key}\` of the target ${what}`, { hint });
