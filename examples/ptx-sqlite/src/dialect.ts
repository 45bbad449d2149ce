/** How SQLite's SQL is written where it departs from the usual way. */
import type { AdapterKit, Dialect, IndexWish, RelationName, Spelling, TemplateFacts } from "ptx";

const spelling: Spelling = { name: "sqlite", quoteCharacter: '"', folding: "insensitive" };

const maxIdentifierLength = 1000;

/** Kinds of values that a declared type takes: SQLite's rules, in their order. */
const affinities: readonly (readonly [RegExp, string])[] = [
  [/int/i, "integer"],
  [/char|clob|text/i, "text"],
  [/blob|^$/i, "blob"],
  [/real|floa|doub/i, "real"],
];

export const affinityOf = (type: string): string =>
  affinities.find(([pattern]) => pattern.test(type))?.[1] ?? "numeric";

const templatesOf = ({ standardTemplates, literal }: AdapterKit): TemplateFacts => ({
  ...standardTemplates,
  prefixes: ["sqlite", "default"],
  columnName: "Column",
  subqueryAlias: false,
  eventTime: (literal) => `datetime(${literal})`,
  unsizedTexts: true,
  types: { STRING: "TEXT", BOOLEAN: "INTEGER", TIMESTAMP: "TEXT", DATE: "TEXT" },
  integers: new Set(["int", "integer", "bigint", "smallint", "tinyint"]),
  floats: new Set(["real", "float", "double", "double precision"]),
  relations: (
    _,
    schema,
  ) => `select '', schema, name, case type when 'view' then 'VIEW' else 'BASE TABLE' end
from pragma_table_list
where lower(schema) = ${literal(schema.toLowerCase(), spelling)} and name not like 'sqlite~_%' escape '~'`,
  maxIdentifierLength,
});

export function sqliteDialect(kit: AdapterKit): Dialect {
  const { quoteIdentifier, qualified } = kit;
  const renaming = kit.renamingDdl(spelling, maxIdentifierLength);
  /** An index lies beside its table: its own name is qualified, the table's is not. */
  const index = (table: string, { schema, name }: RelationName, wish: IndexWish): string => {
    const label = [name, ...wish.columns, Date.now().toString(36)].join("_");
    const own = qualified({ database: undefined, schema, name: label }, spelling);
    const plain = table.slice(quoteIdentifier(schema, spelling).length + 1);
    return `create ${wish.unique ? "unique " : ""}index ${own} on ${plain} (${wish.columns.join(", ")})`;
  };
  return {
    ...spelling,
    capabilities: {
      transactions: "ddl",
      replaceTable: "rename",
      replaceView: "rename",
      merge: "none",
      deleteUsing: false,
      viewsSurviveTableSwap: true,
      databaseInForeignKeys: false,
      maxIdentifierLength,
    },
    ddl: {
      ...renaming,
      tableAs: (name) => ({ head: `create table ${name} as\n`, tail: "" }),
      viewAs: (name) => ({ head: `create view ${name} as\n`, tail: "" }),
      staging({ name }, suffix) {
        const staged = `temp.${quoteIdentifier(`${name}${suffix}`, spelling)}`;
        const drop = `drop table if exists ${staged}`;
        return { name: staged, head: `${drop};\ncreate table ${staged} as\n`, tail: "", drop };
      },
      drop: (kind, name) => `drop ${kind} if exists ${name}`,
      rename: (_, from, to) => `alter table ${from} rename to ${to}`,
      unrenamable: new Set(["view"] as const),
      // There is no other type to alter to: columns take values of every type.
      alterType: () => [],
      // Nor comments.
      comment: () => "",
      columnComments: () => "",
      // A key points into its own schema.
      constraint: (_, written) => written.replace(/(\breferences\s+)"(?:[^"]|"")+"\./i, "$1"),
      index,
    },
    strategies: {
      names: ["append", "delete+insert", "merge", "microbatch"],
      keyed: "delete+insert",
      plain: "append",
      microbatch: "delete-insert",
      batchTime: (literal) => `datetime(${literal})`,
    },
    snapshots: {
      now: "transaction_timestamp()",
      hash: (parts) =>
        `md5(${parts.map((part) => `coalesce(cast(${part} as text), '')`).join(" || '|' || ")})`,
      write: "update-insert",
      text: "text",
    },
    // A select without rows does not tell its types.
    sameType: (a, b) => /any/i.test(a + b) || affinityOf(a) === affinityOf(b),
    templates: templatesOf(kit),
    profile: {
      defaultSchema: "main",
      aliases: {},
      keys: {
        path: { kind: "text", about: "path of the database file", required: true },
        busy_timeout: { kind: "number", about: "number of seconds to wait for other processes" },
      },
    },
  };
}
