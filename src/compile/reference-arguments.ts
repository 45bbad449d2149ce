/** Arguments of `ref`, `source`, `metric` and `config`, checked. */
import { PtxError } from "../core/error.ts";
import type { RefArgs } from "../core/node.ts";
import { type Dict, isDict } from "../jinja/collections.ts";
import { toText, typeName } from "../jinja/printing.ts";
import { Undefined } from "../jinja/undefined.ts";
import type { Kwargs, Value } from "../jinja/value.ts";

function wrong(message: string, hint: string): PtxError {
  return new PtxError("PTX3202", message, { hint });
}

function text(value: Value, what: string): string {
  if (typeof value === "string") return value;
  const found =
    value instanceof Undefined ? `'${value.name}', which is undefined` : `a ${typeName(value)}`;
  throw wrong(
    `${what} must be a text, found ${found}`,
    "Put the name in quotes, or define the variable.",
  );
}

/** @throws PtxError PTX3202 */
export function refArguments(args: readonly Value[], kwargs: Kwargs): RefArgs {
  const [first, second] = args;
  if (args.length < 1 || args.length > 2) {
    throw wrong(
      `ref() takes 1 or 2 names, found ${args.length}`,
      "Write ref('model') or ref('package', 'model').",
    );
  }
  const version = kwargs.get("version") ?? kwargs.get("v") ?? null;
  if (version !== null && typeof version !== "string" && typeof version !== "number") {
    throw wrong(
      `version of ref() must be a number or a text, found a ${typeName(version)}`,
      "Write ref('model', v=1).",
    );
  }
  return second === undefined
    ? { name: text(first, "the name in ref()"), package: null, version }
    : {
        name: text(second, "the name in ref()"),
        package: first === null ? null : text(first, "the package in ref()"),
        version,
      };
}

/** @throws PtxError PTX3202 */
export function sourceArguments(args: readonly Value[]): [string, string] {
  if (args.length !== 2) {
    throw wrong(
      `source() takes 2 names, found ${args.length}`,
      "Write source('source_name', 'table_name').",
    );
  }
  return [
    text(args[0], "the source name in source()"),
    text(args[1], "the table name in source()"),
  ];
}

/** @throws PtxError PTX3202 */
export function metricArguments(args: readonly Value[]): string[] {
  if (args.length < 1 || args.length > 2) {
    throw wrong(`metric() takes 1 or 2 names, found ${args.length}`, "Write metric('name').");
  }
  return args.map((arg) => text(arg, "the name in metric()"));
}

/** @throws PtxError PTX3202 */
export function functionArguments(args: readonly Value[]): string[] {
  if (args.length < 1 || args.length > 2) {
    const hint = "Write function('name') or function('package', 'name').";
    throw wrong(`function() takes 1 or 2 names, found ${args.length}`, hint);
  }
  return args.map((arg) => text(arg, "the name in function()"));
}

/** The settings of a `config(...)` call: named arguments, or one dict. @throws PtxError PTX3202 */
export function configArguments(args: readonly Value[], kwargs: Kwargs): Dict {
  if (args.length === 0 && kwargs.size > 0) return new Map(kwargs);
  if (args.length === 1 && kwargs.size === 0 && isDict(args[0])) return args[0];
  throw wrong(
    `config() takes named settings or one dict, found ${args.map(toText).join(", ") || "nothing"}`,
    "Write config(materialized='table').",
  );
}
