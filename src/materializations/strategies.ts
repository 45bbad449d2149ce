/** The incremental strategies: how the rows of a select get into a table that is there. */
import { PtxError } from "../core/error.ts";
import type { Column } from "../core/relation.ts";
import { literal, quoteIdentifier } from "../sql/quote.ts";
import type { MaterializationInput } from "./materialization.ts";
import { mergeParts } from "./merge.ts";
import { nameOf, textsOf } from "./steps.ts";
import { updateInsert } from "./update-insert.ts";

export interface Strategy {
  /** The statements that bring the rows of a staging table into the target. */
  statements(staging: string, columns: readonly Column[]): string;
  /** The same as one statement around the select; absent where the select must be staged. */
  readonly direct?: (columns: readonly Column[]) => { head: string; tail: string };
  /** Whether `direct` must know the columns of the target. */
  readonly needsColumns: boolean;
}

type StrategyFactory = (input: MaterializationInput) => Strategy;

const append: StrategyFactory = (input) => ({
  statements: (staging, columns) => insertFrom(input, columns, staging),
  direct: (columns) => {
    const list = columnList(columns, input);
    const into = `insert into ${nameOf(input.target, input)} (${list})`;
    return { head: `${into}\nselect ${list} from (\n`, tail: "\n) as model_subq" };
  },
  needsColumns: true,
});

/** Without a key there is nothing to delete: it appends. */
const deleteInsert: StrategyFactory = (input) => {
  const key = input.config["unique_key"];
  const keys = textsOf(key);
  if (keys.length === 0) return append(input);
  const target = nameOf(input.target, input);
  const predicates = predicatesOf(input)
    .map((predicate) => `\n    and ${predicate}`)
    .join("");
  const aliased = input.dialect.capabilities.targetAlias !== false;
  const alias = aliased ? "DBT_INCREMENTAL_TARGET" : target;
  const matches = (source: string) =>
    keys.map((name) => `${source}.${name} = ${alias}.${name}`).join("\n    and ");
  const { ddl, capabilities } = input.dialect;
  const remove = (staging: string) => {
    if (!Array.isArray(key)) {
      return `delete from ${target}
where (${key}) in (
    select (${key}) from ${staging}
)${predicates}`;
    }
    const from = `delete from ${target}${aliased ? ` as ${alias}` : ""}`;
    return capabilities.deleteUsing === false
      ? `${from}
where exists (
    select 1 from ${staging} as DBT_INCREMENTAL_SOURCE
    where ${matches("DBT_INCREMENTAL_SOURCE")}
)${predicates}`
      : `${from}
using ${staging}
where (
    ${matches(staging)}${predicates}
)`;
  };
  return {
    statements(staging, columns) {
      const both = [remove(staging), insertFrom(input, columns, staging)];
      return ddl.together?.(both) ?? both.join(";\n\n");
    },
    needsColumns: false,
  };
};

const merge: StrategyFactory = (input) => {
  const keyless = input.dialect.strategies.keylessMerge;
  if (keyless === "append" && textsOf(input.config["unique_key"]).length === 0) {
    return append(input);
  }
  const around = mergeParts(input, predicatesOf(input));
  if (input.dialect.capabilities.merge === "none") return updateThenInsert(input);
  return {
    statements: (staging, columns) => {
      const { head, tail } = around(columns);
      return `${head}${staging}${tail}`;
    },
    // Where the target has no alias, the source must be a table.
    ...(input.dialect.capabilities.targetAlias === false
      ? {}
      : {
          direct: (columns) => {
            const { head, tail } = around(columns);
            return { head: `${head}(\n`, tail: `\n)${tail}` };
          },
        }),
    needsColumns:
      input.dialect.capabilities.merge === "listed" ||
      textsOf(input.config["merge_exclude_columns"]).length > 0 ||
      setsColumns(input),
  };
};

const updateThenInsert: StrategyFactory = (input) => ({
  statements: (staging, columns) => {
    const both = updateInsert(input, predicatesOf(input), staging, columns);
    return input.dialect.ddl.together?.(both) ?? both.join(";\n\n");
  },
  needsColumns: true,
});

/** Explicit set expressions are completed by all other columns. */
const setsColumns = ({ config }: MaterializationInput): boolean =>
  Object.keys(config["merge_update_set_expressions"] ?? {}).length > 0;

/** The partitions that the rows are in, replaced as a whole. */
const insertOverwrite: StrategyFactory = (input) => {
  const { dialect, config, target } = input;
  const overwrite = dialect.partitions?.overwrite(nameOf(target, input), config);
  if (!overwrite) throw new Error("a warehouse without partitions overwrites none");
  const { direct } = overwrite;
  const names = (columns: readonly Column[]) =>
    columns.map(({ name }) => quoteIdentifier(name, dialect));
  return {
    statements: (staging, columns) => overwrite.statements(staging, names(columns)),
    ...(direct ? { direct: (columns) => direct(names(columns)) } : {}),
    needsColumns: true,
  };
};

/** One batch: the rows of its window replace those that are there. */
const microbatch: StrategyFactory = (input) => {
  const { config, batch, dialect } = input;
  if (dialect.strategies.microbatch === "insert-overwrite") {
    dialect.partitions?.assertBatches(config);
    return insertOverwrite(input);
  }
  const keyed = textsOf(config["unique_key"]).length > 0;
  if (keyed && dialect.strategies.microbatch === "merge") return merge(input);
  const time = config["event_time"];
  if (typeof time !== "string" || time === "") {
    throw new PtxError(
      "PTX4103",
      "microbatch incremental strategy requires an 'event_time' model config",
      {
        hint: "Set `event_time` to the column that tells when a row happened.",
      },
    );
  }
  if (keyed) {
    throw new PtxError("PTX4103", "microbatch incremental strategy does not support 'unique_key'", {
      hint: "Remove `unique_key`, or use the strategy merge.",
    });
  }
  if (!batch) throw new Error("a microbatch model was planned without its batch");
  const column = plainColumn(time, input);
  const border = (time: string) =>
    dialect.strategies.batchTime?.(literal(time, dialect)) ?? literal(time, dialect);
  const window = `${column} >= ${border(batch.start)}
    and ${column} < ${border(batch.end)}`;
  const more = predicatesOf(input)
    .map((predicate) => `\n    and (${predicate})`)
    .join("");
  return {
    statements: (staging, columns) => `delete from ${nameOf(input.target, input)}
where ${window}${more};

${insertFrom(input, columns, staging)}
where ${window}`,
    needsColumns: false,
  };
};

/** A bare name is quoted where case does not matter, for it may be a keyword (`at`, `time`). */
function plainColumn(name: string, { dialect }: MaterializationInput): string {
  const bare = /^[A-Za-z_]\w*$/.test(name) && dialect.folding === "insensitive";
  return bare ? quoteIdentifier(name, dialect) : name;
}

/** By the name that `incremental_strategy:` has. */
export const strategies: ReadonlyMap<string, StrategyFactory> = new Map([
  ["append", append],
  ["delete+insert", deleteInsert],
  ["insert_overwrite", insertOverwrite],
  ["merge", merge],
  ["microbatch", microbatch],
]);

function insertFrom(
  input: MaterializationInput,
  columns: readonly Column[],
  staging: string,
): string {
  const list = columnList(columns, input);
  return `insert into ${nameOf(input.target, input)} (${list})\nselect ${list} from ${staging}`;
}

const columnList = (columns: readonly Column[], { dialect }: MaterializationInput): string =>
  columns.map(({ name }) => quoteIdentifier(name, dialect)).join(", ");

function predicatesOf({ config }: MaterializationInput): string[] {
  return textsOf(config["predicates"] ?? config["incremental_predicates"]);
}
