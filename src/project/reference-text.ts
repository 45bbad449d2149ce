/** `ref('…')`, `source('…', '…')` and `metric('…')` where YAML spells them out as text. */
import type { RefArgs } from "../core/node.ts";

export type Reference =
  | { readonly kind: "ref"; readonly ref: RefArgs }
  | { readonly kind: "source"; readonly source: [string, string] }
  | { readonly kind: "metric"; readonly metric: string[] };

const call = /^\s*(ref|source|metric)\s*\((.*)\)\s*$/s;
const argument = /^\s*(?:(\w+)\s*=\s*)?(?:'([^']*)'|"([^"]*)"|(-?\d+(?:\.\d+)?))\s*$/;

/** A reference, with or without `{{ }}` around it; `undefined` for any other text. */
export function parseReference(text: string): Reference | undefined {
  const match = call.exec(text.replace(/^\s*\{\{|\}\}\s*$/g, ""));
  if (match === null) return undefined;
  const names: string[] = [];
  let version: RefArgs["version"] = null;
  for (const part of (match[2] ?? "").split(",")) {
    const found = argument.exec(part);
    if (found === null) return undefined;
    const [, key, single, double, number] = found;
    const value = single ?? double ?? number ?? "";
    if (key === undefined) names.push(value);
    else if (key === "v" || key === "version")
      version = number === undefined ? value : Number(number);
    else return undefined;
  }
  return referenceOf(match[1] ?? "", names, version);
}

function referenceOf(
  kind: string,
  names: readonly string[],
  version: RefArgs["version"],
): Reference | undefined {
  const [first, second] = names;
  if (first === undefined || names.length > 2) return undefined;
  if (kind === "metric") return { kind, metric: [...names] };
  if (kind === "source") {
    return second === undefined ? undefined : { kind, source: [first, second] };
  }
  const ref =
    second === undefined
      ? { name: first, package: null, version }
      : { name: second, package: first, version };
  return { kind: "ref", ref };
}
