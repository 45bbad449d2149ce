/** Snowflake: `create or replace` for all; DDL commits by itself, changes of rows can be rolled back. */
import type { Dialect, Grants, TemplateFacts } from "../../core/dialect.ts";
import { literal, quoteIdentifier, stored } from "../quote.ts";
import { standardSnapshots, standardTemplates, words } from "../standard.ts";
import { kindWords, maxIdentifierLength, snowflakeDdl, spelling } from "./snowflake-ddl.ts";
import { dynamicTables } from "./snowflake-dynamic-tables.ts";

/** The catalog of a database; without a name, of the one of the session. */
const catalog = (database: string | undefined, view: string): string =>
  database === undefined
    ? `information_schema.${view}`
    : `${quoteIdentifier(stored(database, false, spelling), spelling)}.information_schema.${view}`;

/** Rights go to roles, one at a time. */
const each = (grantees: readonly string[], statement: (grantee: string) => string): string =>
  grantees.map(statement).join(";\n");

const grants: Grants = {
  show: ({ database, schema, name }) => `select grantee, privilege_type
from ${database === undefined ? "" : `${quoteIdentifier(database, spelling)}.`}information_schema.table_privileges
where table_schema = ${literal(schema, spelling)} and table_name = ${literal(name, spelling)}
  and privilege_type <> 'OWNERSHIP'`,
  grant: (privilege, name, grantees, kind) =>
    each(grantees, (role) => `grant ${privilege} on ${kindWords(kind)} ${name} to role ${role}`),
  revoke: (privilege, name, grantees, kind) =>
    each(grantees, (role) => `revoke ${privilege} on ${kindWords(kind)} ${name} from role ${role}`),
  kept: ({ copy_grants: copied }) => copied === true,
};

const relationsIn: TemplateFacts["relations"] = (
  database,
  schema,
) => `select table_catalog, table_schema, table_name,
  case when is_dynamic = 'YES' then 'DYNAMIC TABLE' else table_type end
from ${catalog(database, "tables")}
where upper(table_schema) = ${literal(schema.toUpperCase(), spelling)}`;

export const snowflake: Dialect = {
  ...spelling,
  capabilities: {
    transactions: "dml",
    replaceTable: "statement",
    replaceView: "statement",
    merge: "listed",
    viewsSurviveTableSwap: true,
    databaseInForeignKeys: true,
    sizedTexts: true,
    maxIdentifierLength,
  },
  ddl: snowflakeDdl,
  strategies: {
    names: ["append", "delete+insert", "insert_overwrite", "merge", "microbatch"],
    keyed: "merge",
    plain: "append",
    keylessMerge: "append",
    microbatch: "delete-insert",
    batchTime: (time) => `to_timestamp_tz(${time})`,
  },
  // Without partitions a table is overwritten as a whole.
  partitions: {
    overwrite: (target) => {
      const into = (columns: readonly string[]) =>
        `insert overwrite into ${target} (${columns.join(", ")})\nselect ${columns.join(", ")} from `;
      return {
        statements: (staging, columns) => `${into(columns)}${staging}`,
        direct: (columns) => ({ head: `${into(columns)}(\n`, tail: "\n)" }),
      };
    },
    assertBatches: () => undefined,
  },
  snapshots: {
    ...standardSnapshots,
    now: "to_timestamp_ntz(convert_timezone('UTC', current_timestamp()))",
    write: "merge",
  },
  grants,
  materializedViews: dynamicTables,
  sameType: (a, b) => family(a) === family(b),
  templates: {
    ...standardTemplates,
    prefixes: ["snowflake", "default"],
    columnName: "SnowflakeColumn",
    relations: relationsIn,
    maxIdentifierLength,
    ownMaterializations: words("table, view, incremental"),
    quoting: { database: false, schema: false, identifier: false },
    quotesSeedColumns: false,
    integers: words("int, integer, bigint, smallint, tinyint, byteint, numeric, number"),
    numerics: words("int, integer, bigint, smallint, tinyint, byteint, numeric, decimal, number"),
    strings: words("text, character varying, character, varchar, string"),
  },
  profile: {
    defaultSchema: "PUBLIC",
    aliases: {},
    shown: {
      account: null,
      user: null,
      database: null,
      warehouse: null,
      role: null,
      schema: null,
      authenticator: null,
      client_session_keep_alive: false,
      query_tag: null,
    },
  },
};

/** The name of a type without sizes: contracts do not compare those. */
const family = (type: string): string => type.replace(/\(.*\)$/, "").toUpperCase();
