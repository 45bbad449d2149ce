/** `ref('…')`, `source('…', '…')` and `metric('…')` where YAML spells them out as text. */
import type { JsonObject, RefArgs } from "../core/node.ts";

export type Reference =
  | { readonly kind: "ref"; readonly ref: RefArgs }
  | { readonly kind: "source"; readonly source: [string, string] }
  | { readonly kind: "metric"; readonly metric: string[] };

const call = /^\s*(ref|source|metric)\s*\((.*)\)\s*$/s;
const argument = /^\s*(?:(\w+)\s*=\s*)?(?:'([^']*)'|"([^"]*)"|(-?\d+(?:\.\d+)?))\s*$/;

/** Arguments by position and by name; numbers only by name. `undefined` for what is no argument. */
function argumentsOf(text: string): { names: string[]; named: JsonObject } | undefined {
  const names: string[] = [];
  const named: JsonObject = {};
  for (const part of text.split(",")) {
    const found = argument.exec(part);
    if (found === null) return undefined;
    const [, key, single, double, number] = found;
    const value = single ?? double;
    if (key === undefined) names.push(value ?? number ?? "");
    else named[key] = value ?? Number(number);
  }
  return { names, named };
}

/** A reference, with or without `{{ }}` around it; `undefined` for any other text. */
export function parseReference(text: string): Reference | undefined {
  const match = call.exec(text.replace(/^\s*\{\{|\}\}\s*$/g, ""));
  const found = match === null ? undefined : argumentsOf(match[2] ?? "");
  if (match === null || found === undefined) return undefined;
  const { v, version = v ?? null, ...others } = found.named;
  if (Object.keys(others).length > 0) return undefined;
  return referenceOf(match[1] ?? "", found.names, version as RefArgs["version"]);
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
