/** Contracts: the columns that a model promises, checked before it is built. */

import type { Dialect } from "../core/dialect.ts";
import { PtxError } from "../core/error.ts";
import type { ColumnInfo, JsonObject } from "../core/node.ts";
import type { Column } from "../core/relation.ts";
import { quoteIdentifier, stored } from "../sql/quote.ts";
import type { Answer, MaterializationInput, Plan, Step } from "./materialization.ts";
import { askSelect, mainAround, sql, textsOf } from "./steps.ts";

function isEnforced({ config }: MaterializationInput): boolean {
  const { contract } = config;
  return (
    contract !== null &&
    typeof contract === "object" &&
    !Array.isArray(contract) &&
    contract["enforced"] === true
  );
}

/**
 * Compares the columns of the select with the contract; the warehouse resolves aliases of types.
 *
 * @returns The promised columns in their order; `[]` when no contract is enforced.
 * @throws PtxError PTX4106 with a table of all differences.
 */
export function* contractChecked(
  input: MaterializationInput,
): Generator<Step, readonly ColumnInfo[], Answer> {
  if (!isEnforced(input)) return [];
  const promised = Object.values(input.columns);
  const untyped = promised.filter(({ data_type }) => !data_type).map(({ name }) => name);
  if (promised.length === 0 || untyped.length > 0) {
    const found =
      promised.length === 0 ? "lists no columns" : `has no \`data_type\` for ${untyped.join(", ")}`;
    throw new PtxError("PTX4106", `the contract is enforced, but ${found}`, {
      hint: "Write each column of the model with its `name` and `data_type` in the YAML file.",
    });
  }
  const nulls = promised.map(
    (column) => `cast(null as ${column.data_type}) as ${columnName(column, input.dialect)}`,
  );
  const wanted = yield* askSelect(`select ${nulls.join(", ")}`);
  const actual = yield* askSelect(input.select);
  const differences = compare(wanted, actual, input.dialect);
  if (differences.length > 0) {
    throw new PtxError(
      "PTX4106",
      `This model has an enforced contract that failed:\n\n${asTable(differences)}`,
      { hint: "Change the select or the contract so that names and types agree." },
    );
  }
  return promised;
}

/** A column of a contract as SQL writes it: folded as the warehouse folds it, unless it says `quote`. */
export const columnName = ({ name, quote }: ColumnInfo, dialect: Dialect): string =>
  quoteIdentifier(stored(name, quote === true, dialect), dialect);

interface Difference {
  readonly name: string;
  readonly defined: string;
  readonly promised: string;
  readonly reason: string;
}

function compare(
  promised: readonly Column[],
  actual: readonly Column[],
  { sameType = (a, b) => a === b }: Dialect,
): Difference[] {
  const keyed = (columns: readonly Column[]) =>
    new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  const [wanted, found] = [keyed(promised), keyed(actual)];
  const wrong = actual.flatMap(({ name, type }): Difference[] => {
    const other = wanted.get(name.toLowerCase());
    if (!other) return [{ name, defined: type, promised: "", reason: "missing in contract" }];
    if (sameType(other.type, type)) return [];
    return [{ name, defined: type, promised: other.type, reason: "data type mismatch" }];
  });
  const missing = promised
    .filter(({ name }) => !found.has(name.toLowerCase()))
    .map(({ name, type }) => ({
      name,
      defined: "",
      promised: type,
      reason: "missing in definition",
    }));
  return [...wrong, ...missing].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function asTable(differences: readonly Difference[]): string {
  const rows = [
    ["column_name", "definition_type", "contract_type", "mismatch_reason"],
    ...differences.map(({ name, defined, promised, reason }) => [name, defined, promised, reason]),
  ];
  const widths = [0, 1, 2, 3].map((i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[], fill: string) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0, fill)).join(" | ")} |`;
  const [head = [], ...body] = rows.map((row) => line(row, " "));
  return [head, line(["", "", "", ""], "-"), ...body].join("\n");
}

function constraintsOf({ columns, constraints }: MaterializationInput): readonly JsonObject[] {
  return [...constraints, ...Object.values(columns).flatMap((column) => column.constraints)];
}

/** Whether the table must be declared with its constraints before it is filled. */
export function hasConstraints(input: MaterializationInput): boolean {
  return isEnforced(input) && constraintsOf(input).length > 0;
}

/** Declares a table of this name with its constraints and fills it; the caller opens the transaction. */
export function* constrainedTable(
  name: string,
  input: MaterializationInput,
  promised: readonly ColumnInfo[],
): Plan {
  const quote = (name: string) => quoteIdentifier(name, input.dialect);
  const lines = [
    ...promised.map((column) =>
      [
        columnName(column, input.dialect),
        column.data_type,
        ...column.constraints.map((constraint) =>
          supported(constraint, columnConstraint(constraint), input),
        ),
      ]
        .filter((part) => part !== undefined)
        .join(" "),
    ),
    ...input.constraints.flatMap(
      (constraint) => supported(constraint, modelConstraint(constraint, quote), input) ?? [],
    ),
  ];
  const list = promised.map((column) => columnName(column, input.dialect)).join(", ");
  const whole = input.dialect.ddl.definedAs?.(name, lines, input.config);
  if (whole) {
    const start = `${whole.head}select ${list} from (\n`;
    yield mainAround(start, input.select, `\n) as model_subq${whole.tail}`, input);
    return;
  }
  yield sql(input.dialect.ddl.tableOf(name, lines, input.config));
  const head = `insert into ${name} (${list})\nselect ${list} from (\n`;
  yield mainAround(head, input.select, "\n) as model_subq", input);
}

/** The constraint as the warehouse takes it; `undefined` where it has none of its kind. */
function supported(
  { type }: JsonObject,
  written: string | undefined,
  { dialect }: MaterializationInput,
): string | undefined {
  const { constraint } = dialect.ddl;
  return written === undefined || !constraint ? written : constraint(text(type), written);
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** DDL of a constraint of one column; `undefined` for one that says too little. */
function columnConstraint(constraint: JsonObject): string | undefined {
  const expression = text(constraint["expression"]);
  const end = expression === "" ? "" : ` ${expression}`;
  switch (constraint["type"]) {
    case "not_null":
      return `not null${end}`;
    case "unique":
      return `unique${end}`;
    case "primary_key":
      return `primary key${end}`;
    case "check":
      return expression === "" ? undefined : `check (${expression})`;
    case "foreign_key":
      return foreignKey(constraint);
    default:
      return expression === "" ? undefined : expression;
  }
}

function foreignKey(constraint: JsonObject): string | undefined {
  const to = text(constraint["to"]);
  const columns = textsOf(constraint["to_columns"]);
  if (to !== "" && columns.length > 0) return `references ${to} (${columns.join(", ")})`;
  const expression = text(constraint["expression"]);
  return expression === "" ? undefined : `references ${expression}`;
}

function modelConstraint(
  constraint: JsonObject,
  quote: (name: string) => string,
): string | undefined {
  const name = text(constraint["name"]);
  const prefix = name === "" ? "" : `constraint ${quote(name)} `;
  const expression = text(constraint["expression"]);
  const end = expression === "" ? "" : ` ${expression}`;
  const columns = textsOf(constraint["columns"]).join(", ");
  switch (constraint["type"]) {
    case "check":
      return expression === "" ? undefined : `${prefix}check (${expression})`;
    case "unique":
      return `${prefix}unique${end} (${columns})`;
    case "primary_key":
      return `${prefix}primary key${end} (${columns})`;
    case "foreign_key": {
      const references = foreignKey(constraint);
      return references && `${prefix}foreign key (${columns}) ${references}`;
    }
    default:
      return expression === "" ? undefined : `${prefix}${expression}`;
  }
}
