/**
 * Redshift: Postgres without indexes, with distribution and sort keys. Renames inside transactions,
 * texts of a fixed greatest length, views that may be bound late.
 */
import type { Ddl, Dialect, Grants, MaterializedViews, Spelling } from "../../core/dialect.ts";
import type { JsonObject } from "../../core/node.ts";
import type { RelationKind } from "../../core/relation.ts";
import { literal, qualified, quoteIdentifier } from "../quote.ts";
import { renamingDdl, standardSnapshots, standardTemplates, suffixed } from "../standard.ts";
import { postgres, postgresGrants } from "./postgres.ts";

const spelling: Spelling = {
  name: "redshift",
  quoteCharacter: '"',
  folding: "lower",
  lexical: { nestedComments: true, dollarQuotes: true, backslashEscapes: true },
};

const maxIdentifierLength = 127;
const renaming = renamingDdl(spelling, maxIdentifierLength);

const styles: ReadonlySet<string> = new Set(["all", "even", "auto"]);

/** `dist: all`, or the column whose values say where a row lies. */
function distribution({ dist }: JsonObject): string[] {
  if (typeof dist !== "string" || dist.trim() === "") return [];
  const wanted = dist.trim().toLowerCase();
  return [styles.has(wanted) ? `diststyle ${wanted}` : `diststyle key distkey (${wanted})`];
}

function sorting({ sort, sort_type: kind }: JsonObject): string[] {
  const keys = typeof sort === "string" ? [sort] : Array.isArray(sort) ? sort.map(String) : [];
  if (keys.length === 0) return [];
  if (keys.length === 1 && keys[0]?.toLowerCase() === "auto") return ["sortkey auto"];
  return [`${typeof kind === "string" ? kind : "compound"} sortkey (${keys.join(", ")})`];
}

const backup = ({ backup: kept }: JsonObject): string[] => (kept === false ? ["backup no"] : []);

const lines = (...parts: readonly (string | readonly string[])[]): string =>
  parts.flat().join("\n");

const ddl: Ddl = {
  ...renaming,
  tableAs: (name, config) => ({
    head: `${lines(`create table ${name}`, backup(config), distribution(config), sorting(config))}\nas (\n`,
    tail: "\n)",
  }),
  tableOf: (name, definitions, config) =>
    lines(
      `create table ${name} (\n  ${definitions.join(",\n  ")}\n)`,
      backup(config),
      distribution(config),
      sorting(config),
    ),
  viewAs: (name, config) => ({
    head: `create view ${name} as (\n`,
    tail: config["bind"] === false ? "\n) with no schema binding" : "\n)",
  }),
  staging({ name }, suffix, config) {
    const staged = quoteIdentifier(suffixed(name, suffix, maxIdentifierLength), spelling);
    const create = lines(`create temporary table ${staged}`, distribution(config), sorting(config));
    const drop = `drop table if exists ${staged}`;
    // One that a stopped run left in the session is in the way.
    return { name: staged, head: `${drop};\n${create}\nas (\n`, tail: "\n)", drop };
  },
  rename: (_, from, to) => `alter table ${from} rename to ${to}`,
  // A view may have gone with a table below it, and Redshift has no `rename` that would not mind.
  unrenamable: new Set<RelationKind>(["view", "materialized_view"]),
  dropColumns: postgres.ddl.dropColumns,
  alterType: postgres.ddl.alterType,
  index: () => undefined,
  // Keys are facts for the optimizer, and nothing checks them; other conditions cannot be written.
  constraint: (type, written) => (type === "check" ? undefined : written),
};

/** Rights that a table can give. */
const rights = ["select", "insert", "update", "delete", "references"];

const grants: Grants = {
  ...postgresGrants,
  show({ schema, name }) {
    const relation = literal(`"${schema}"."${name}"`, spelling);
    const each = rights.map((right) => `select '${right}' as privilege_type`).join(" union all ");
    return `select u.usename, p.privilege_type
from pg_catalog.pg_user u
cross join (${each}) p
where has_table_privilege(u.usename, ${relation}, p.privilege_type)
  and u.usename <> current_user and not u.usesuper`;
  },
};

/** `KEY(id)`, `AUTO(ALL)`, `EVEN`: what a config would say of it. */
function distOf(style: string): string {
  const [, kind = style, column = ""] = /^(\w+)(?:\((.*)\))?$/.exec(style.trim()) ?? [];
  return kind.toLowerCase() === "key" ? column.toLowerCase() : kind.toLowerCase();
}

/** The first key says whether others are meant; the catalog lists no more of an automatic one. */
const firstSort = ({ sort }: JsonObject): string =>
  String((Array.isArray(sort) ? sort[0] : sort) ?? "").toLowerCase();

const materializedViews: MaterializedViews = {
  kind: "materialized_view",
  create: (name, config) => ({
    head: `${lines(
      `create materialized view ${name}`,
      backup(config),
      distribution(config),
      sorting(config),
      config["auto_refresh"] === true ? ["auto refresh yes"] : [],
    )}\nas (\n`,
    tail: "\n)",
  }),
  refresh: (name) => `refresh materialized view ${name}`,
  describe({ schema, name }) {
    const where = (of: string, called: string) =>
      `${of} = ${literal(schema, spelling)} and ${called} = ${literal(name, spelling)}`;
    return `select 'auto_refresh', case when autorefresh in ('t', 'true', '1') then 'true' else 'false' end
from svv_mv_info where ${where("schema_name", "name")}
union all
select 'dist', diststyle from svv_table_info where ${where('"schema"', '"table"')}
union all
select 'sort', sortkey1 from svv_table_info where ${where('"schema"', '"table"')}`;
  },
  changes(relation, inForce, config) {
    const present = new Map(inForce);
    const { dist } = config;
    const style = present.get("dist");
    if (typeof dist === "string" && style !== undefined && distOf(style) !== dist.toLowerCase()) {
      return "replace";
    }
    const sorted = (present.get("sort") ?? "").toLowerCase().replace(/^(?:null|auto\(.*\))$/, "");
    const wanted = firstSort(config).replace(/^auto$/, "");
    if (present.has("sort") && sorted !== wanted) return "replace";
    const auto = config["auto_refresh"] === true;
    if (present.get("auto_refresh") === String(auto)) return [];
    return [
      `alter materialized view ${qualified(relation, spelling)} auto refresh ${auto ? "yes" : "no"}`,
    ];
  },
};

export const redshift: Dialect = {
  ...spelling,
  capabilities: {
    transactions: "ddl",
    replaceTable: "rename",
    replaceView: "rename",
    merge: "listed",
    targetAlias: false,
    viewsSurviveTableSwap: false,
    databaseInForeignKeys: true,
    maxIdentifierLength,
  },
  ddl,
  strategies: {
    names: ["append", "delete+insert", "merge", "microbatch"],
    keyed: "delete+insert",
    plain: "append",
    microbatch: "delete-insert",
  },
  snapshots: {
    ...standardSnapshots,
    now: "getdate()",
    text: "varchar",
    differs: (a, b) => `(${a} <> ${b} or (${a} is null) <> (${b} is null))`,
  },
  grants,
  materializedViews,
  templates: {
    ...standardTemplates,
    prefixes: ["redshift", "postgres", "default"],
    columnName: "RedshiftColumn",
    relations: (_, schema) => relationsQuery(`= ${literal(schema.toLowerCase(), spelling)}`),
    maxIdentifierLength,
  },
  profile: {
    defaultSchema: "public",
    aliases: { dbname: "database", pass: "password" },
    shown: {
      host: null,
      user: null,
      port: null,
      database: null,
      method: "database",
      cluster_id: null,
      iam_profile: null,
      schema: null,
      sslmode: null,
      region: null,
      autocommit: true,
      ra3_node: false,
      connect_timeout: null,
      role: null,
      retries: 1,
      access_key_id: null,
    },
  },
};

/**
 * `database, schema, name, type` of the relations of schemas. Materialized views are told from views
 * by their text, and their own tables are left out.
 *
 * @param condition What holds of the schema's name in lower case: `= 'shop'`.
 */
export function relationsQuery(condition: string): string {
  return `select current_database(), n.nspname, c.relname, case
  when c.relkind = 'm' or pg_catalog.pg_get_viewdef(c.oid) ilike 'create materialized view%'
    then 'MATERIALIZED VIEW'
  when c.relkind = 'v' then 'VIEW'
  else 'BASE TABLE' end
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where lower(n.nspname) ${condition}
  and c.relkind in ('r', 'v', 'm') and c.relname not like 'mv_tbl__%'
order by 2, 3`;
}
