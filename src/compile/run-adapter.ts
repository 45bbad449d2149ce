/** The methods of `adapter` that reach the warehouse. */
import { PtxError } from "../core/error.ts";
import type { Location } from "../core/location.ts";
import type { Column, Relation, RelationName } from "../core/relation.ts";
import { isDict } from "../jinja/collections.ts";
import { bindArguments, type Parameters, parameters } from "../jinja/params.ts";
import { toText } from "../jinja/printing.ts";
import { type Callable, Tuple, type Value } from "../jinja/value.ts";
import { stored } from "../sql/quote.ts";
import { stagingFolder } from "./context/external-files.ts";
import type { Ask } from "./drive.ts";
import type { ProjectContext } from "./project-context.ts";
import type { RenderState } from "./render-state.ts";
import type { StandIns } from "./stand-ins.ts";
import { type ColumnValue, columnOf } from "./values/column.ts";
import { tableOf } from "./values/from-sql.ts";
import { RelationValue } from "./values/relation.ts";
import { AdapterResponse } from "./values/response.ts";
import { TableValue } from "./values/table.ts";

/** What a method works with: the render, the way to ask, and where the call stands. */
interface Work {
  readonly render: RenderState;
  readonly ask: Ask;
  readonly at: Location;
  /** What this render did to the warehouse so far. */
  readonly done: Done;
  readonly standIns?: StandIns | undefined;
  /** What is known to exist without asking. */
  readonly existing: (name: RelationName) => Relation | null | undefined;
}

/** What one render did to the warehouse; a replay starts a new one. */
export class Done {
  /** A statement was sent: what was known to exist before may be gone. */
  changed = false;
  /** A transaction is open. */
  open = false;
  /** Whether statements are collected in transactions, as the materializations of dbt expect. */
  readonly transactional: boolean;
  constructor(transactional: boolean) {
    this.transactional = transactional;
  }
}

type Method = (work: Work, ...args: Value[]) => Value;

function relationArgument(value: Value, method: string): RelationValue {
  if (value instanceof RelationValue) return value;
  const found = value === null ? "none" : toText(value);
  throw new PtxError("PTX3213", `adapter.${method}() takes a relation, found ${found}`, {
    hint: "Pass what ref(), source(), this or api.Relation.create() gives.",
  });
}

/** As the warehouse stores it: names without quotes are folded. */
function nameOf({ database, schema, identifier, quoting, warehouse }: RelationValue): RelationName {
  const { dialect } = warehouse;
  return {
    database: database === null ? undefined : stored(database, quoting.database, dialect),
    schema: stored(schema ?? "", quoting.schema, dialect),
    name: stored(identifier ?? "", quoting.identifier, dialect),
  };
}

const columnsFrom = (project: ProjectContext, columns: readonly Column[]): ColumnValue[] =>
  columns.map(({ name, type }) => columnOf(project.warehouse, name, type));

/**
 * Columns of a relation; of a query where the relation is written as one. `[]` when it is not there,
 * as an ephemeral model never is.
 */
function columns({ render, ask, standIns }: Work, relation: Value): ColumnValue[] {
  const found = relationArgument(relation, "get_columns_in_relation");
  const { project } = render;
  if (found.type === "cte") {
    return columnsFrom(project, standIns?.columnsOf(found.identifier ?? "") ?? []);
  }
  if (found.external !== undefined) {
    return columnsFrom(project, ask({ kind: "describe", sql: `select * from ${found.render()}` }));
  }
  return columnsFrom(project, ask({ kind: "columns", relation: nameOf(found) }) ?? []);
}

function relationFrom(
  project: ProjectContext,
  { database, schema, name, kind }: Relation,
): RelationValue {
  return project.relations.create({
    database: database ?? null,
    schema,
    identifier: name,
    type: kind,
    // What is there has its name as it is stored.
    quoting: { database: true, schema: true, identifier: true },
  });
}

const textOf = (value: Value): string | undefined =>
  value === null || value === undefined ? undefined : toText(value);

function list({ render, ask }: Work, database: Value, schema: Value): RelationValue[] {
  const found = ask({ kind: "relations", database: textOf(database), schema: toText(schema) });
  return found.map((relation) => relationFrom(render.project, relation));
}

const same = (a: string | null | undefined, b: string): boolean =>
  a?.toLowerCase() === b.toLowerCase();

function getRelation(work: Work, database: Value, schema: Value, identifier: Value): Value {
  const name = toText(identifier);
  const { project } = work.render;
  const known = work.done.changed
    ? undefined
    : work.existing({ database: textOf(database), schema: toText(schema), name });
  if (known !== undefined) return known === null ? null : relationFrom(project, known);
  return list(work, database, schema).find((relation) => same(relation.identifier, name)) ?? null;
}

function execute({ render, ask, done }: Work, sql: Value, begin: Value, fetch: Value): Value {
  const text = toText(sql).trim();
  if (done.transactional && begin === true && !done.open) {
    ask({ kind: "execute", sql: "begin transaction" });
    done.open = true;
  }
  done.changed ||= !/^(?:select|with|from|show|describe|explain)\b/i.test(text);
  if (fetch !== true) {
    const { message, code, rowsAffected } = ask({ kind: "execute", sql: text });
    const response = new AdapterResponse(message, code ?? "", rowsAffected ?? null);
    return Tuple.from<Value>([response, new TableValue([], [])]);
  }
  const print = (line: string): void => render.note({ kind: "print", message: line });
  const table = tableOf(ask({ kind: "query", sql: text }), print);
  return Tuple.from<Value>([new AdapterResponse("OK", "OK", table.cells.length), table]);
}

function commit({ ask, done }: Work): null {
  if (done.open) ask({ kind: "execute", sql: "commit" });
  done.open = false;
  return null;
}

/** A drop needs the kind of what is there; it is looked up where the relation does not say. */
function typed(work: Work, relation: RelationValue): RelationValue | null {
  if (relation.type !== null) return relation;
  const found = getRelation(work, relation.database, relation.schema, relation.identifier);
  return found instanceof RelationValue ? relation.with({ type: found.type }) : null;
}

function drop(work: Work, relation: Value): Value {
  const found = typed(work, relationArgument(relation, "drop_relation"));
  if (found !== null) work.render.call("drop_relation", [found], work.at);
  return null;
}

/** Runs the macro of the same name, which a project or a warehouse may replace. */
const viaMacro =
  (name: string): Method =>
  (work, ...args) => {
    const checked = args.map((arg) => relationArgument(arg, name));
    work.render.call(name, checked, work.at);
    return null;
  };

function missingColumns(work: Work, from: Value, to: Value): ColumnValue[] {
  const known = new Set(columns(work, to).map(({ name }) => name));
  return columns(work, from).filter(({ name }) => !known.has(name));
}

function schemaExists(work: Work, database: Value, schema: Value): boolean {
  const { relations } = work.render.project;
  const information = relations.create({
    database: textOf(database) ?? null,
    identifier: "INFORMATION_SCHEMA",
  });
  const table = work.render.call("check_schema_exists", [information, schema], work.at);
  return table instanceof TableValue && Number(table.cells[0]?.[0] ?? 0) > 0;
}

function differentRows(work: Work, a: Value, b: Value, names: Value, except: Value): string {
  const [left, right] = [
    relationArgument(a, "get_rows_different_sql"),
    relationArgument(b, "get_rows_different_sql"),
  ];
  const { quoteCharacter: quote } = work.render.project.warehouse;
  const chosen = Array.isArray(names)
    ? names.map(toText)
    : columns(work, left).map(({ name }) => name);
  const listed = chosen
    .map((name) => `${quote}${name}${quote}`)
    .sort()
    .join(", ");
  const operator = except === undefined ? "except" : toText(except);
  const minus = (x: RelationValue, y: RelationValue) =>
    `(select ${listed} from ${x.str()} ${operator} select ${listed} from ${y.str()})`;
  return `with diff_count as (
    select 1 as id, count(*) as num_missing from (${minus(left, right)} union all ${minus(right, left)}) as a
), row_counts as (
    select 1 as id, abs((select count(*) from ${left.str()}) - (select count(*) from ${right.str()})) as difference
)
select row_counts.difference as row_count_difference, diff_count.num_missing as num_mismatched
from row_counts join diff_count using (id)`;
}

const table: readonly (readonly [string, Method])[] = [
  ["execute sql auto_begin? fetch? limit?", execute],
  ["commit", commit],
  ["get_columns_in_relation relation", columns],
  [
    "get_columns_in_table schema identifier",
    (work, schema, identifier) =>
      columns(
        work,
        work.render.project.relations.create({
          schema: toText(schema),
          identifier: toText(identifier),
        }),
      ),
  ],
  [
    "get_column_schema_from_query sql",
    ({ render, ask }, sql) =>
      columnsFrom(render.project, ask({ kind: "describe", sql: toText(sql).trim() })),
  ],
  ["get_missing_columns from_relation to_relation", missingColumns],
  ["get_relation database schema identifier", getRelation],
  [
    "load_relation relation",
    (work, relation) => {
      const { database, schema, identifier } = relationArgument(relation, "load_relation");
      return getRelation(work, database, schema, identifier);
    },
  ],
  ["list_relations database schema", list],
  [
    "list_relations_without_caching schema_relation",
    (work, relation) => {
      const { database, schema } = relationArgument(relation, "list_relations_without_caching");
      return list(work, database, schema);
    },
  ],
  [
    "list_schemas database",
    (work, database) => {
      const found = work.render.call("list_schemas", [database], work.at);
      return found instanceof TableValue ? found.cells.map(([name]) => name) : [];
    },
  ],
  ["check_schema_exists database schema", schemaExists],
  [
    "already_exists schema name",
    (work, schema, name) =>
      getRelation(work, work.render.project.target["database"], schema, name) !== null,
  ],
  ["create_schema relation", viaMacro("create_schema")],
  ["drop_schema relation", viaMacro("drop_schema")],
  ["drop_relation relation", drop],
  ["truncate_relation relation", viaMacro("truncate_relation")],
  ["rename_relation from_relation to_relation", viaMacro("rename_relation")],
  ["get_rows_different_sql relation_a relation_b column_names? except_operator?", differentRows],
  ["valid_snapshot_target relation column_names?", () => null],
  ["assert_valid_snapshot_target_given_strategy relation column_names strategy", () => null],
  [
    "location_exists location",
    ({ ask }, location) => {
      try {
        ask({ kind: "describe", sql: `select 1 from '${toText(location).replaceAll("'", "''")}'` });
        return true;
      } catch (error) {
        // Only the warehouse's refusal means that it is not there.
        if (error instanceof PtxError) return false;
        throw error;
      }
    },
  ],
  [
    "external_staging location rendered_options",
    ({ ask }, location, options) => {
      const target = toText(location);
      const built = isDict(options) ? stagingFolder(target, options) : undefined;
      if (built === undefined) return null;
      return ask({ kind: "folder", target, built: undefined }) ? built : null;
    },
  ],
  [
    "external_publish built location",
    ({ ask }, built, location) => {
      ask({ kind: "folder", target: toText(location), built: toText(built) });
      return "";
    },
  ],
  ["parse_index raw_index", (_, index) => index],
  ["get_partitions_metadata table", () => []],
];

const methodsByName: ReadonlyMap<string, readonly [Parameters, Method]> = new Map(
  table.map(([signature, method]) => {
    const params = parameters(signature);
    return [params.name, [params, method]];
  }),
);

/** A method bound to a render; `undefined` for names that `adapter` does not have. */
export function warehouseMethod(name: string, facts: Omit<Work, "at">): Callable | undefined {
  const found = methodsByName.get(name);
  if (found === undefined) return undefined;
  const [params, method] = found;
  return (args, kwargs, { at }) => method({ ...facts, at }, ...bindArguments(params, args, kwargs));
}
