/**
 * Materializations that a project or a package writes itself, as `{% materialization name, … %}`.
 *
 * Such a block sends its statements on the node's session, runs the hooks where it likes, and
 * returns the relations that it left.
 */
import type { StatementResult } from "../core/adapter.ts";
import type { Compiled } from "../core/compiled.ts";
import { PtxError } from "../core/error.ts";
import type { AnyNode, Json, JsonObject, MacroNode } from "../core/node.ts";
import type { Relation, RelationKind } from "../core/relation.ts";
import { dictEntries, isDict } from "../jinja/collections.ts";
import { builtin } from "../jinja/params.ts";
import { toText } from "../jinja/printing.ts";
import type { Value } from "../jinja/value.ts";
import { builtinPackage } from "./macro-index.ts";
import type { ProjectContext } from "./project-context.ts";
import type { Render } from "./render.ts";
import type { RenderedNode, RenderState } from "./render-state.ts";
import { RelationValue } from "./values/relation.ts";
import { AdapterResponse } from "./values/response.ts";
import { TableValue } from "./values/table.ts";

/** What a materialization did. */
export interface MacroBuild {
  readonly response: StatementResult;
  /** What exists now because of it. */
  readonly relations: readonly Relation[];
  /** The statement that it called `main`. */
  readonly statement: string;
}

const known = new Set(["view", "table", "incremental", "seed", "snapshot", "test", "ephemeral"]);

/** Macros that every built-in materialization calls, and those of each: a project may replace them. */
const called = ["run_hooks", "persist_docs", "make_intermediate_relation"];
const calledBy: Readonly<Record<string, readonly string[]>> = {
  view: ["create_view_as", "get_create_view_as_sql"],
  table: ["create_table_as", "create_indexes"],
  incremental: [
    "create_table_as",
    "create_indexes",
    "make_temp_relation",
    "process_schema_changes",
    "get_insert_into_sql",
    "get_delete_insert_merge_sql",
    "get_merge_sql",
    "get_merge_update_columns",
    ...["default", "append", "merge", "delete_insert"].map((name) => `get_incremental_${name}_sql`),
  ],
  snapshot: [
    "strategy_dispatch",
    "snapshot_timestamp_strategy",
    "snapshot_check_strategy",
    "snapshot_check_all_get_existing_columns",
    "snapshot_hash_arguments",
    "snapshot_get_time",
    "get_snapshot_table_column_names",
    "build_snapshot_table",
    "build_snapshot_staging_table",
    "snapshot_staging_table",
    "snapshot_merge_sql",
    "unique_key_fields",
    "unique_key_join_on",
    "unique_key_is_null",
    "unique_key_is_not_null",
    "get_dbt_valid_to_current",
    "create_columns",
    "create_table_as",
    "make_temp_relation",
    "post_snapshot",
  ],
};

/** Strategies of snapshots that ptx writes itself; all others are macros, found by their name. */
const snapshotStrategies: ReadonlySet<unknown> = new Set(["timestamp", "check", null, undefined]);

/** Whether a node means a macro of its project, or of a package, where ptx has one of its own. */
function replaced({ macros, project }: ProjectContext, from: string, name: string): boolean {
  const direct = macros.macro(from, name);
  if (direct !== undefined && direct.package_name !== builtinPackage) return true;
  const known = macros.in(builtinPackage, `default__${name}`) !== undefined;
  return (
    known &&
    macros.dispatch(name, builtinPackage, project.root.name).package_name !== builtinPackage
  );
}

/** The macro of an incremental strategy that the project brings. */
function ownStrategy({ macros }: ProjectContext, from: string, config: JsonObject): boolean {
  const { incremental_strategy: strategy } = config;
  if (typeof strategy !== "string") return false;
  const macro = macros.macro(from, `get_incremental_${strategy.replaceAll("+", "_")}_sql`);
  return macro !== undefined && macro.package_name !== builtinPackage;
}

/**
 * The built-in materialization as a macro, where it must call a macro that was replaced; `undefined`
 * where ptx's own way comes to the same.
 */
function overridden(context: ProjectContext, { name, from, config }: Wanted) {
  const names = calledBy[name];
  if (names === undefined || config["incremental_strategy"] === "microbatch") return undefined;
  const mustCall =
    [...called, ...names].some((macro) => replaced(context, from, macro)) ||
    (name === "incremental" && ownStrategy(context, from, config)) ||
    (name === "snapshot" && !snapshotStrategies.has(config["strategy"]));
  return mustCall
    ? context.macros.in(builtinPackage, `materialization_${name}_default`)
    : undefined;
}

interface Wanted {
  /** `materialized`. */
  readonly name: string;
  /** Package of the node. */
  readonly from: string;
  readonly config: JsonObject;
}

/**
 * The materialization of a node that is a macro; `undefined` where ptx's own builds it.
 *
 * As in dbt, one for this very warehouse wins over a default one, and then the project's own over a
 * package's. Packages cannot replace the built-in ones unless a flag lets them, and a default one of
 * the project does not win where the built-in one is made for the warehouse.
 */
export function materializationMacro(
  context: ProjectContext,
  wanted: Wanted,
): MacroNode | undefined {
  const written = writtenMacro(context, wanted.name);
  return written ?? onlyMacro(context, wanted.name) ?? overridden(context, wanted);
}

/** Built-in materializations that ptx has as macros only, so that a project may replace any part. */
const onlyMacros: ReadonlySet<string> = new Set(["function", "external"]);

function onlyMacro({ macros, warehouse }: ProjectContext, name: string): MacroNode | undefined {
  if (!onlyMacros.has(name)) return undefined;
  for (const prefix of warehouse.prefixes) {
    const found = macros.in(builtinPackage, `materialization_${name}_${prefix}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** dbt's flag: whether only the project itself may put a materialization in the place of a built-in one. */
const explicitOverrides = "require_explicit_package_overrides_for_builtin_materializations";

function writtenMacro(
  { macros, project, warehouse }: ProjectContext,
  name: string,
): MacroNode | undefined {
  const guarded = known.has(name) && project.root.flags[explicitOverrides] !== false;
  const packages = guarded ? [project.root] : [project.root, ...project.packages];
  const own = warehouse.ownMaterializations.has(name);
  for (const prefix of own ? warehouse.prefixes.slice(0, 1) : warehouse.prefixes) {
    for (const { name: owner } of packages) {
      const found = macros.in(owner, `materialization_${name}_${prefix}`);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function hooksOf(value: Json | undefined): Value {
  const list = value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
  return list.map((hook, index) =>
    typeof hook === "string" ? { sql: hook, transaction: true, index } : { index, ...Object(hook) },
  );
}

/** The node as a materialization sees it: compiled. */
export const compiledNode = (node: AnyNode, { sql, config }: Compiled): RenderedNode =>
  ({ ...node, config, compiled: true, compiled_code: sql }) as unknown as RenderedNode;

/** The names that only a materialization sees. */
export function materializationNames({ sql, config }: Compiled, keep: (main: string) => void) {
  const write = builtin("write payload", (payload) => {
    keep(toText(payload).trim());
    return "";
  });
  return new Map<string, (render: RenderState) => Value>([
    ["sql", () => sql],
    ["compiled_code", () => sql],
    ["pre_hooks", () => hooksOf(config["pre-hook"])],
    ["post_hooks", () => hooksOf(config["post-hook"])],
    ["write", () => write],
  ]);
}

function kindOf(type: string | null): RelationKind {
  return type === "view" || type === "materialized_view" ? type : "table";
}

function relationsIn(returned: Value, macro: MacroNode, at: MacroPlace): Relation[] {
  const relations = isDict(returned) ? new Map(dictEntries(returned)).get("relations") : undefined;
  if (!Array.isArray(relations) || !relations.every((one) => one instanceof RelationValue)) {
    throw new PtxError("PTX3215", `${shown(macro)} does not return the relations that it made`, {
      at,
      hint: "End it with {{ return({'relations': [this]}) }}.",
    });
  }
  return relations.map(({ database, schema, identifier, type }) => ({
    database: database ?? undefined,
    schema: schema ?? "",
    name: identifier ?? "",
    kind: kindOf(type),
  }));
}

type MacroPlace = { readonly file: string; readonly line: number; readonly column: number };

const shown = ({ name }: MacroNode): string =>
  `The materialization '${name.replace(/^materialization_(.*)_\w+$/, "$1")}'`;

/** The macro that runs the data tests of the project, where it is not ptx's own. */
export const testMacro = (context: ProjectContext): MacroNode | undefined =>
  writtenMacro(context, "test");

const placeOfMacro = (macro: MacroNode, { project }: Render): MacroPlace => ({
  file: project.macros.fileOf(macro.package_name, macro.original_file_path),
  line: macro.ptx_start?.line ?? 1,
  column: macro.ptx_start?.column ?? 1,
});

/**
 * Runs a materialization of tests to its end.
 *
 * @returns The row that its statement `main` gave.
 * @throws PtxError PTX3215 when it sends no such statement, or one that gives another number of rows.
 */
export function countBy(macro: MacroNode, render: Render): readonly Value[] {
  const at = placeOfMacro(macro, render);
  render.bind(macro)([], new Map(), { at });
  const main = render.results.get("main");
  const table = isDict(main) ? new Map(dictEntries(main)).get("table") : undefined;
  const [row] = table instanceof TableValue ? table.cells : [];
  if (!(table instanceof TableValue) || row === undefined || table.cells.length !== 1) {
    throw new PtxError("PTX3215", `${shown(macro)} gets no row with the counts of a test`, {
      at,
      hint: "Let its statement 'main' fetch what get_test_sql() asks for: {% call statement('main', fetch_result=true) %}.",
    });
  }
  return row;
}

/**
 * Runs a materialization to its end.
 *
 * @throws PtxError PTX3215 when it sends no statement `main`, or returns no relations.
 */
export function buildBy(macro: MacroNode, render: Render): Omit<MacroBuild, "statement"> {
  const at = placeOfMacro(macro, render);
  const returned = render.bind(macro)([], new Map(), { at });
  const main = render.results.get("main");
  const response = isDict(main) ? new Map(dictEntries(main)).get("response") : undefined;
  if (response === undefined) {
    throw new PtxError("PTX3215", `${shown(macro)} sends no statement 'main'`, {
      at,
      hint: "Put the statement that builds the relation into {% call statement('main') %}.",
    });
  }
  const relations = relationsIn(returned, macro, at);
  if (!(response instanceof AdapterResponse)) {
    return { response: { message: toText(response), rowsAffected: undefined }, relations };
  }
  const { message, code, rowsAffected } = response;
  // As of the statements of ptx's own materializations, DuckDB says no more than that it is done.
  const counted = code !== "" && rowsAffected !== null ? { code, rowsAffected } : {};
  return { response: { message, rowsAffected: undefined, ...counted }, relations };
}
