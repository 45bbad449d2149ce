/**
 * `incremental`: a table that grows. The first run and a full refresh build it like a table; any
 * other run brings in the rows of the select by a strategy.
 */
import { PtxError } from "../core/error.ts";
import type { Column } from "../core/relation.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { contractChecked } from "./contract.ts";
import type {
  Answer,
  Materialization,
  MaterializationInput,
  Plan,
  Step,
} from "./materialization.ts";
import { onSchemaChange, reconcile } from "./schema-change.ts";
import { askColumns, sql, withHooks } from "./steps.ts";
import { type Strategy, strategies } from "./strategies.ts";
import { replaceTable } from "./table.ts";

export const incremental: Materialization = {
  summary: "A table that each run adds new rows to, or updates by key.",
  *plan(input) {
    const { existing } = input;
    if (!existing || existing.kind === "view" || isFullRefresh(input)) {
      yield* replaceTable(input);
      return;
    }
    const strategy = strategyOf(input);
    const single = strategy.direct !== undefined && onSchemaChange(input) === "ignore";
    yield* withHooks(input, single, function* () {
      yield* contractChecked(input);
      yield* single ? direct(strategy, input) : staged(strategy, input);
    });
  },
};

/** `full_refresh:` of the model wins over the flag of the command. */
export function isFullRefresh({ config, fullRefresh }: MaterializationInput): boolean {
  const own = config["full_refresh"];
  return typeof own === "boolean" ? own : fullRefresh;
}

function strategyOf(input: MaterializationInput): Strategy {
  const wanted = input.config["incremental_strategy"] ?? "default";
  const strategy = typeof wanted === "string" ? strategies.get(wanted) : undefined;
  if (strategy) return strategy(input);
  throw new PtxError(
    "PTX4103",
    `The incremental strategy '${String(wanted)}' is not valid for this adapter`,
    { hint: `Set \`incremental_strategy\` to one of: ${[...strategies.keys()].join(", ")}.` },
  );
}

/** One statement that reads the select itself. */
function* direct(strategy: Strategy, input: MaterializationInput): Plan {
  const columns = strategy.needsColumns ? yield* askColumns(input.target) : [];
  const { head, tail } = strategy.direct?.(columns) ?? { head: "", tail: "" };
  yield {
    kind: "sql",
    sql: `${head}${input.select}${tail}`,
    main: true,
    selectAt: head.length,
  };
}

/** The select is stored first: what follows reads it twice, or changes what it reads. */
function* staged(strategy: Strategy, input: MaterializationInput): Plan {
  const staging = quoteIdentifier(`${input.target.name}__dbt_tmp`, input.dialect);
  yield* stage(staging, input.select, input);
  const columns = yield* columnsToWrite(input);
  yield { kind: "sql", sql: strategy.statements(staging, columns), main: true };
  yield sql(`drop table if exists temp.${staging}`);
}

/** Stores a select in a temporary table, over what a session that was stopped left there. */
export function* stage(name: string, select: string, { config }: MaterializationInput): Plan {
  const header = typeof config["sql_header"] === "string" ? `${config["sql_header"]}\n` : "";
  const head = `${header}create or replace temporary table ${name} as (\n`;
  yield { kind: "sql", sql: `${head}${select}\n)`, main: false, selectAt: head.length };
}

/** The columns of the target that get values, after the target was made to fit. */
function* columnsToWrite(input: MaterializationInput): Generator<Step, readonly Column[], Answer> {
  if (onSchemaChange(input) === "ignore") return yield* askColumns(input.target);
  return yield* reconcile(input);
}
