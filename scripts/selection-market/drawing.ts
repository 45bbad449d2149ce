/** The files of the project while it is drawn, and the chances by which it is. */
import { stringify } from "yaml";
import { random } from "../generate-shop/random.ts";

export const draw = random(7, "market", 1);
/** Texts by path. */
export const files: Record<string, string> = {};
export const yaml = (path: string, value: object): void => {
  files[path] = stringify(value);
};
export const pick = <T>(items: readonly T[]): T => items[draw.int(0, items.length - 1)] as T;
export const some = <T>(items: readonly T[], count: number): T[] => {
  const left = [...items];
  return Array.from({ length: Math.min(count, left.length) }, () =>
    left.splice(draw.int(0, left.length - 1), 1),
  ).flat();
};

/** A select from all of some models. */
export const reads = (names: readonly string[]): string =>
  names.map((name) => `select id from {{ ref('${name}') }}`).join("\nunion all\n");
