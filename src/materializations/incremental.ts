/**
 * `incremental`: a table that grows. The first run and a full refresh build it like a table; any
 * other run brings in the rows of the select by a strategy.
 */
import type { Staging } from "../core/dialect.ts";
import { PtxError } from "../core/error.ts";
import type { Column } from "../core/relation.ts";
import { contractChecked } from "./contract.ts";
import { growTexts } from "./grow-texts.ts";
import { withHooks } from "./hooks.ts";
import type {
  Answer,
  Materialization,
  MaterializationInput,
  Plan,
  Step,
} from "./materialization.ts";
import { onSchemaChange, reconcile } from "./schema-change.ts";
import { askColumns, sql, textsOf, together } from "./steps.ts";
import { type Strategy, strategies } from "./strategies.ts";
import { replaceTable } from "./table.ts";

export const incremental: Materialization = {
  summary: "A table that each run adds new rows to, or updates by key.",
  *plan(input) {
    const { existing } = input;
    if (existing?.kind !== "table" || isFullRefresh(input)) {
      yield* replaceTable(input);
      return;
    }
    const strategy = strategyOf(input);
    const staged = onSchemaChange(input) !== "ignore" || input.dialect.capabilities.sizedTexts;
    const single = strategy.direct !== undefined && !staged;
    yield* withHooks(input, {
      kind: "table",
      single,
      inPlace: true,
      *work() {
        yield* contractChecked(input);
        yield* single ? direct(strategy, input) : inTwoSteps(strategy, input);
      },
    });
  },
};

/** `full_refresh:` of the model wins over the flag of the command. */
export function isFullRefresh({ config, fullRefresh }: MaterializationInput): boolean {
  const own = config["full_refresh"];
  return typeof own === "boolean" ? own : fullRefresh;
}

/**
 * The strategy by its name, with `default` resolved.
 *
 * @throws PtxError PTX4103 for one that the warehouse does not have.
 */
export function strategyName({
  dialect: { strategies: known },
  config,
}: Pick<MaterializationInput, "dialect" | "config">): string {
  const { incremental_strategy: wanted = "default", unique_key: key } = config;
  const keyed = textsOf(key).length > 0;
  const name =
    wanted === "default" || wanted === null ? (keyed ? known.keyed : known.plain) : wanted;
  if (typeof name === "string" && known.names.includes(name) && strategies.has(name)) return name;
  throw new PtxError(
    "PTX4103",
    `The incremental strategy '${String(wanted)}' is not valid for this adapter`,
    { hint: `Set \`incremental_strategy\` to one of: ${[...known.names, "default"].join(", ")}.` },
  );
}

function strategyOf(input: MaterializationInput): Strategy {
  const name = strategyName(input);
  const strategy = strategies.get(name);
  if (!strategy) throw new Error(`nothing implements the strategy ${name}`);
  return strategy(input);
}

/** One statement that reads the select itself. */
function* direct(strategy: Strategy, input: MaterializationInput): Plan {
  const columns = strategy.needsColumns ? yield* askColumns(input.target) : [];
  const around = strategy.direct?.(columns) ?? { head: "", tail: "" };
  const head = `${opening(input.select, input)}${around.head}`;
  yield {
    kind: "sql",
    sql: `${head}${input.select}${around.tail}`,
    main: true,
    selectAt: head.length,
  };
}

/** The select is stored first: what follows reads it twice, or changes what it reads. */
function* inTwoSteps(strategy: Strategy, input: MaterializationInput): Plan {
  const staging = yield* stage(input.select, input);
  const source = staging.relation && (yield* askColumns(staging.relation));
  if (source) yield* growTexts(source, input);
  const columns = yield* columnsToWrite(input, source);
  yield* together(input, strategy.statements(staging.name, columns));
  if (staging.drop !== undefined) yield sql(staging.drop);
}

/** What stands in front of a statement that holds the select: the dialect's own text, and `sql_header`. */
function opening(select: string, { config, dialect, target }: MaterializationInput): string {
  const { sql_header: header } = config;
  const prologue = dialect.ddl.prologue?.(target, select, config) ?? "";
  return `${prologue}${typeof header === "string" ? `${header}\n` : ""}`;
}

/** Stores a select in a temporary table, over what a session that was stopped left there. */
export function* stage(
  select: string,
  input: MaterializationInput,
): Generator<Step, Staging, Answer> {
  const { config, dialect, target } = input;
  const staging = dialect.ddl.staging(target, "__dbt_tmp", config);
  const head = `${opening(select, input)}${staging.head}`;
  const text = `${head}${select}${staging.tail}`;
  yield { kind: "sql", sql: text, main: false, selectAt: head.length };
  return staging;
}

/** The columns of the target that get values, after the target was made to fit. */
function* columnsToWrite(
  input: MaterializationInput,
  source: readonly Column[] | undefined,
): Generator<Step, readonly Column[], Answer> {
  if (onSchemaChange(input) === "ignore") return yield* askColumns(input.target);
  return yield* reconcile(input, source);
}
