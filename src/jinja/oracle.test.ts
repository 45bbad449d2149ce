/** Every case of fixtures/jinja gives what dbt's own Jinja gives; `scripts/jinja-oracle.py` asks it. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { PtxError } from "../core/error.ts";
import type { Json } from "../core/node.ts";
import { PyError } from "./errors.ts";
import { toList } from "./iteration.ts";
import { fromJson } from "./json.ts";
import { renderNative } from "./native.ts";
import { parseTemplate } from "./parse.ts";
import { reprOf, toText, typeName } from "./printing.ts";
import { modules } from "./python/modules.ts";
import { bindMacro, renderTemplate, returnFromMacro } from "./render.ts";
import { scanBlocks } from "./scan.ts";
import { PySet } from "./sets.ts";
import { Undefined } from "./undefined.ts";
import { type Callable, type Scope, Tuple, type Value } from "./value.ts";

const folder = new URL("../../fixtures/jinja/", import.meta.url);

interface Case {
  readonly template: string;
  readonly scope?: Record<string, Json>;
  readonly native?: boolean;
  readonly chain?: boolean;
  readonly macros?: string;
}

const zip: Callable = (args) => {
  const lists = args.map(toList);
  const length = Math.min(...lists.map((list) => list.length));
  return Array.from({ length }, (_, i) => Tuple.from(lists.map((list) => list[i])));
};
const fail: Callable = () => {
  throw new PyError("ValueError", "failed");
};

function scopeOf(given: Record<string, Json> = {}): { scope: Scope; names: Map<string, Value> } {
  const names = new Map<string, Value>([
    ["ref", (args: Value[]) => `"db"."${args.map(toText).join('"."')}"`],
    ["config", () => ""],
    ["return", returnFromMacro],
    ["modules", modules],
    ["zip", zip],
    ["set", (args: Value[]) => new PySet(args.length > 0 ? toList(args[0]) : [])],
    ["fail", fail],
  ]);
  for (const [name, value] of Object.entries(given)) names.set(name, fromJson(value));
  return { scope: { lookup: (name) => names.get(name) }, names };
}

/** A native value with its Python type, as the oracle writes it. */
function typed(value: Value): Json {
  if (value instanceof Undefined) return { undefined: true };
  if (value === null || typeof value === "boolean") return value;
  const type = typeName(value).split(".").at(-1) ?? "";
  return {
    [type]: type === "str" || type === "int" || type === "float" ? toText(value) : reprOf(value),
  };
}

function kindOf(error: unknown): string {
  if (!(error instanceof PtxError)) throw error;
  const { code } = error.diagnostic;
  expect(error.diagnostic.at).toBeDefined();
  if (code.startsWith("PTX30") || code === "PTX3105" || code === "PTX3106") return "syntax";
  if (code === "PTX3101") return "undefined";
  if (code === "PTX3107") return "value";
  return code === "PTX3109" ? "conversion" : "type";
}

function run({ template, scope: given, native, chain, macros }: Case): Json {
  const { scope, names } = scopeOf(given);
  const options = { chainUndefined: chain ?? false };
  try {
    for (const block of scanBlocks(macros ?? "", "macros.sql")) {
      const [macro] = parseTemplate(block.text, "macros.sql").macros;
      if (macro) names.set(block.name, bindMacro(macro, scope));
    }
    if (native) return { value: typed(renderNative(template, "case.sql", scope, options)) };
    return { text: renderTemplate(parseTemplate(template, "case.sql"), scope, options).text };
  } catch (error) {
    return { error: kindOf(error) };
  }
}

const topics = readdirSync(folder).filter(
  (name) => name.endsWith(".json") && !name.endsWith(".expected.json"),
);

describe.each(topics)("%s", (topic) => {
  const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
  const cases: (string | Case)[] = read(topic);
  const expected: Json[] = read(topic.replace(".json", ".expected.json"));
  const rows = cases.map(
    (one, i) => [typeof one === "string" ? { template: one } : one, expected[i]] as const,
  );

  test("has an expectation for each case", () => {
    expect(expected).toHaveLength(cases.length);
  });
  test.each(rows)("$template", (one, wanted) => {
    expect(run(one)).toEqual(wanted);
  });
});
