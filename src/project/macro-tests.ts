/**
 * Unit tests of macros, under `unit_tests:` of a macro's entry. dbt reads such entries and passes
 * over keys that it does not know, so a project that has them still runs there.
 */
import { PtxError } from "../core/error.ts";
import { sha256 } from "../core/hash.ts";
import {
  asMacroId,
  type JsonObject,
  type MacroCase,
  type MacroId,
  type MacroNode,
  type UnitTestNode,
} from "../core/node.ts";
import { type BuildContext, idOf } from "./build-context.ts";
import { isObject, listOf, objectOf, textOf } from "./json.ts";
import { baseConfig, finalConfig } from "./node-config.ts";
import { type Entry, placeIn } from "./properties.ts";
import { overridesOf } from "./unit-test-overrides.ts";

const kinds = ["sql", "value", "result"] as const;

/** The one key under `expect:`. @throws PtxError PTX1224 for none, or several. */
function expectation(entry: Entry, value: JsonObject): Pick<MacroCase, "expects" | "wanted"> {
  const expect = objectOf(value["expect"]);
  const [kind, ...others] = kinds.filter((key) => Object.hasOwn(expect, key));
  if (kind !== undefined && others.length === 0) {
    return { expects: kind, wanted: expect[kind] ?? null };
  }
  throw new PtxError("PTX1224", `Unit test '${entry.name}' expects nothing, or several things`, {
    at: placeIn(entry, [Object.hasOwn(value, "expect") ? "expect" : "name"]),
    hint: "Give expect: one of sql: (the text), value: (what it returns), result: (what the warehouse answers).",
  });
}

function macroTest(context: BuildContext, entry: Entry, macro: string, id: MacroId): UnitTestNode {
  const { file, name, value } = entry;
  const packageName = file.package.name;
  const fqn = [packageName, ...file.path.split("/").slice(1, -1), macro, name];
  const base = baseConfig(context, "unit_test", fqn, objectOf(value["config"]));
  const config = finalConfig(context, "unit_test", fqn, base, {});
  const args = value["args"];
  const ptx_macro: MacroCase = {
    macro: id,
    args: isObject(args) ? [] : listOf(args),
    kwargs: objectOf(args),
    ...expectation(entry, value),
  };
  const overrides = overridesOf(value);
  return {
    resource_type: "unit_test",
    unique_id: idOf("unit_test", packageName, macro, name),
    name,
    model: macro,
    package_name: packageName,
    path: file.relative,
    original_file_path: file.path,
    fqn,
    description: textOf(value["description"]) ?? "",
    config,
    tags: config.tags,
    meta: config.meta,
    given: [],
    expect: { rows: [], format: "dict", fixture: null },
    overrides,
    depends_on: { macros: [id], nodes: [] },
    checksum: sha256(JSON.stringify({ ptx_macro, overrides })),
    schema: null,
    versions: null,
    version: null,
    created_at: context.createdAt,
    ptx_macro,
    ptx_patch: { file: file.path, path: entry.path },
  };
}

/** The unit tests of macros, each with the entry that it is written in. */
export function macroTests(
  context: BuildContext,
  macros: ReadonlyMap<MacroId, MacroNode>,
): { test: UnitTestNode; entry: Entry }[] {
  return context.properties.all("macros").flatMap((owner) => {
    const id = asMacroId(`macro.${owner.file.package.name}.${owner.name}`);
    // An entry without its macro is told of elsewhere.
    if (!macros.has(id)) return [];
    return listOf(owner.value["unit_tests"]).flatMap((value, index) => {
      const name = isObject(value) ? textOf(value["name"]) : null;
      if (!isObject(value) || name === null) return [];
      const path = [...owner.path, "unit_tests", index];
      const entry: Entry = { ...owner, value, name, path };
      const test = context.findings.attempt(() => macroTest(context, entry, owner.name, id));
      return test ? [{ test, entry }] : [];
    });
  });
}
