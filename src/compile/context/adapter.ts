/** `adapter` and `api`: what needs no warehouse; the rest is asked of the phase. */
import { PtxError } from "../../core/error.ts";
import { dictGet, dictSet, isDict } from "../../jinja/collections.ts";
import { toList } from "../../jinja/iteration.ts";
import { formattable, numeric } from "../../jinja/numbers.ts";
import { type Methods, methods } from "../../jinja/params.ts";
import { toText } from "../../jinja/printing.ts";
import { PyDate } from "../../jinja/python/date.ts";
import { PyDatetime } from "../../jinja/python/datetime.ts";
import { PyTime } from "../../jinja/python/time.ts";
import { PyObject, type Value } from "../../jinja/value.ts";
import type { RenderState } from "../render-state.ts";
import { bound } from "../values/method-table.ts";
import { TableValue } from "../values/table.ts";
import { completed, copyOptions, readLocation } from "./external-files.ts";
import { hardDeletesOf } from "./hard-deletes.ts";
import type { Members } from "./member.ts";

class Adapter extends PyObject {
  readonly typeName = "Adapter";
  readonly render: RenderState;
  constructor(render: RenderState) {
    super();
    this.render = render;
  }
  getattr(name: string): Value | undefined {
    if (name === "Relation") return this.render.project.relations;
    if (name === "Column") return this.render.project.columns;
    if (name === "behavior") return behaviour;
    return bound(staticMethods, this, name) ?? this.render.phase.adapterMethod(this.render, name);
  }
}

/** `adapter.behavior.<flag>`: changes of dbt's adapters that a project has to ask for. None is on. */
class Behaviour extends PyObject {
  readonly typeName = "Behavior";
  getattr(): Value {
    return off;
  }
}
class Off extends PyObject {
  readonly typeName = "BehaviorFlag";
  getattr(name: string): Value | undefined {
    return name === "no_warn" || name === "setting" ? false : undefined;
  }
  override truthy(): boolean {
    return false;
  }
}
const off = new Off();
const behaviour = new Behaviour();

/** The type that dbt gives a column of a seed, by the values in it. */
function sqlTypeOf({ cells }: TableValue, index: number): string {
  const values = cells.map((row) => row[index]).filter((value) => value !== null);
  const all = (test: (value: Value) => boolean): boolean => values.every(test);
  if (values.length === 0) return "integer";
  if (all((value) => typeof value === "boolean")) return "boolean";
  if (all((value) => numeric(value) !== undefined && Number.isInteger(value))) return "integer";
  if (all((value) => formattable(value) !== undefined)) return "float8";
  if (all((value) => value instanceof PyDatetime)) return "timestamp without time zone";
  if (all((value) => value instanceof PyDate)) return "date";
  if (all((value) => value instanceof PyTime)) return "time";
  return "text";
}

function quoted(self: Adapter, name: Value): string {
  const { quoteCharacter } = self.render.project.warehouse;
  return `${quoteCharacter}${toText(name)}${quoteCharacter}`;
}

function dispatched(self: Adapter, name: Value, namespace: Value): Value {
  const { render } = self;
  if (typeof name !== "string") {
    throw new PtxError(
      "PTX3203",
      `adapter.dispatch() takes the name of a macro, found ${toText(name)}`,
    );
  }
  if (namespace !== undefined && namespace !== null && typeof namespace !== "string") {
    throw new PtxError(
      "PTX3203",
      "adapter.dispatch() takes the name of one package as macro_namespace",
      {
        hint: `Write adapter.dispatch('${name}', 'package_name').`,
      },
    );
  }
  return render.bind(render.project.macros.dispatch(name, namespace ?? null, render.packageName));
}

/** Grants as a dict of privilege to grantees, from the table that lists them. */
function grantsDict(_: Adapter, table: Value): Value {
  const grants = new Map<Value, Value>();
  if (!(table instanceof TableValue)) return grants;
  for (const row of table.rows) {
    const [grantee, privilege] = ["grantee", "privilege_type"].map((key) => row.getitem(key));
    grants.set(privilege, [...toList(grants.get(privilege) ?? []), grantee]);
  }
  return grants;
}

/** `not null`, `primary key`, … of the columns of a contract. */
function columnConstraints(_: Adapter, columns: Value): Value[] {
  const list = isDict(columns)
    ? toList(columns).map((key) => dictGet(columns, key))
    : toList(columns);
  return list.map((column) => {
    if (!isDict(column)) return toText(column);
    const constraints = toList(dictGet(column, "constraints") ?? []).flatMap((constraint) => {
      if (!isDict(constraint)) return [];
      const type = toText(dictGet(constraint, "type")).replaceAll("_", " ");
      const expression = toText(dictGet(constraint, "expression") ?? "");
      return [type === "check" ? `check (${expression})` : `${type} ${expression}`.trim()];
    });
    return [dictGet(column, "name"), dictGet(column, "data_type"), ...constraints]
      .map(toText)
      .join(" ");
  });
}

const nothing = (): string => "";

const staticMethods: Methods<Adapter> = methods<Adapter>({
  "dispatch macro_name macro_namespace? packages?": dispatched,
  type: (self) => self.render.project.warehouse.type,
  "quote identifier": quoted,
  "quote_as_configured identifier quote_key": (self, name, key) => {
    const { quoting } = self.render.project;
    const part = toText(key);
    const isQuoted =
      part === "database" || part === "schema" || part === "identifier" ? quoting[part] : true;
    return isQuoted ? quoted(self, name) : toText(name);
  },
  "quote_seed_column column quote_config?": (self, name, config) =>
    config === false ? toText(name) : quoted(self, name),
  date_function: () => "now()",
  valid_incremental_strategies: () => ["append", "delete+insert", "merge", "microbatch"],
  "standardize_grants_dict grants_table": grantsDict,
  "render_raw_columns_constraints raw_columns": columnConstraints,
  "escape_sql_string value": (_, value) => toText(value).replaceAll("'", "''"),
  "get_hard_deletes_behavior config": (_, config) => hardDeletesOf(config),
  "build_catalog_relation config": () => null,
  "get_catalog_integration name": () => null,
  "convert_type agate_table col_idx": (_, table, index) =>
    table instanceof TableValue ? sqlTypeOf(table, Number(index)) : null,
  "supports capability": () => false,
  is_motherduck: () => false,
  disable_transactions: () => false,
  "is_ducklake relation": () => false,
  external_root: (self) => {
    const { external_root: root } = self.render.project.project.target.settings;
    return typeof root === "string" ? root : ".";
  },
  "external_write_options write_location rendered_options": (_, location, options) => {
    if (!isDict(options)) return "";
    const all = completed(toText(location), options);
    // What was found out is read back from the same dict.
    for (const [key, value] of all) dictSet(options, key, value);
    return copyOptions(all);
  },
  "external_read_location write_location rendered_options": (_, location, options) =>
    isDict(options) ? readLocation(toText(location), options) : toText(location),
  nice_connection_name: () => "ptx",
  // There is no cache to keep in step.
  ensure_transaction: nothing,
  "cache_added relation": nothing,
  "cache_dropped relation": nothing,
  "cache_renamed from_relation to_relation": nothing,
  "verify_database database": nothing,
  "expand_target_column_types from_relation to_relation": () => null,
  "warn_once msg": (self, message) => {
    self.render.note({ kind: "warning", error: new PtxError("PTX3209", toText(message)) });
    return "";
  },
});

export const adapterMembers: Members = {
  adapter: (render) => new Adapter(render),
  api: ({ project }) => ({ Relation: project.relations, Column: project.columns }),
  column: ({ project }) => project.columns,
  sql_now: () => "now()",
};
