/** `merge into` for the strategy `merge`, with dbt-duckdb's `merge_*` configs. */
import type { Dialect } from "../core/dialect.ts";
import { PtxError } from "../core/error.ts";
import type { Json, JsonObject } from "../core/node.ts";
import type { Column } from "../core/relation.ts";
import { literal, quoteIdentifier } from "../sql/quote.ts";
import type { MaterializationInput } from "./materialization.ts";
import { nameOf, textsOf } from "./steps.ts";

type Around = (columns: readonly Column[]) => { head: string; tail: string };

/**
 * The statement before and after its source.
 *
 * @throws PtxError PTX4103 for configs that contradict each other or have the wrong form.
 */
export function mergeParts(input: MaterializationInput, predicates: readonly string[]): Around {
  const { config } = input;
  validate(config);
  const target = nameOf(input.target, input);
  const aliased = input.dialect.capabilities.targetAlias !== false;
  const head = `merge into ${target}${aliased ? " as DBT_INTERNAL_DEST" : ""}\nusing `;
  const returning = textsOf(config["merge_returning_columns"]);
  const end = returning.length > 0 ? `\nreturning ${returning.join(", ")}` : "";
  return (columns) => {
    const clauses = clausesOf(columns, input);
    const tail = [` as DBT_INTERNAL_SOURCE`, ...joined(config, predicates), ...clauses].join("\n");
    const own = aliased ? tail : tail.replaceAll("DBT_INTERNAL_DEST", () => target);
    return { head, tail: `${own}${end}` };
  };
}

function validate(config: JsonObject): void {
  const lists = ["merge_update_columns", "merge_exclude_columns", "merge_on_using_columns"];
  for (const key of lists) {
    const value = config[key];
    if (value !== undefined && value !== null && !Array.isArray(value)) {
      throw new PtxError("PTX4103", `MERGE configuration errors:\n${key} must be a list`, {
        hint: `Write \`${key}: [column, …]\`.`,
      });
    }
  }
  const [update, exclude] = lists.map((key) => textsOf(config[key]).length > 0);
  if (update && exclude) {
    throw new PtxError(
      "PTX4103",
      "Model cannot specify merge_update_columns and merge_exclude_columns. Please update model to use only one config",
      { hint: "Remove one of the two." },
    );
  }
}

function joined(config: JsonObject, predicates: readonly string[]): string[] {
  const using = textsOf(config["merge_on_using_columns"]);
  if (using.length > 0) {
    const on = predicates.length > 0 ? [`on (${predicates.join(") and (")})`] : [];
    return [`using (${using.join(", ")})`, ...on];
  }
  const keys = textsOf(config["unique_key"]);
  const matches = keys.map((key) => `DBT_INTERNAL_SOURCE.${key} = DBT_INTERNAL_DEST.${key}`);
  const conditions = [...(keys.length > 0 ? matches : ["false"]), ...predicates];
  return [`on (${conditions.join(") and (")})`];
}

/** What an update sets: `by name`, or an explicit list. */
interface Update {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly set: JsonObject;
}

const object = (value: Json | undefined): JsonObject =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};

function clausesOf(columns: readonly Column[], input: MaterializationInput): string[] {
  const { config, dialect } = input;
  const mode = dialect.capabilities.merge === "by-name" ? "by_name" : "listed";
  const custom = object(config["merge_clauses"]);
  const matched = Array.isArray(custom["when_matched"])
    ? custom["when_matched"].map(object)
    : [plainUpdate(config, mode)];
  const unmatched = Array.isArray(custom["when_not_matched"])
    ? custom["when_not_matched"].map(object)
    : [{ action: "insert", mode, condition: config["merge_insert_condition"] ?? null }];
  return [
    ...matched.map(
      (clause) => `when matched${condition(clause)} then ${action(clause, columns, input)}`,
    ),
    ...unmatched.map((clause) => {
      const by = typeof clause["by"] === "string" ? ` by ${clause["by"]}` : "";
      return `when not matched${by}${condition(clause)} then ${action(clause, columns, input)}`;
    }),
  ];
}

function plainUpdate(config: JsonObject, otherwise: string): JsonObject {
  const include = config["merge_update_columns"] ?? [];
  const exclude = config["merge_exclude_columns"] ?? [];
  const set = object(config["merge_update_set_expressions"]);
  const explicit = textsOf(include).length + textsOf(exclude).length + Object.keys(set).length > 0;
  return {
    action: "update",
    mode: explicit ? "explicit" : otherwise,
    condition: config["merge_update_condition"] ?? null,
    update: { include, exclude, set_expressions: set },
  };
}

function condition(clause: JsonObject): string {
  const parts = textsOf(clause["condition"]);
  return parts.length > 0 ? ` and (${parts.join(") and (")})` : "";
}

const modes: Readonly<Record<string, string>> = {
  by_name: "by name",
  by_position: "by position",
};

function action(
  clause: JsonObject,
  columns: readonly Column[],
  { dialect }: MaterializationInput,
): string {
  const mode = String(clause["mode"] ?? "");
  switch (clause["action"]) {
    case "update": {
      if (mode in modes) return `update ${modes[mode]}`;
      if (mode === "star") return "update set *";
      const { include, exclude, set_expressions } = object(clause["update"]);
      const set = object(set_expressions ?? clause["set_expressions"]);
      const wanted = { include: textsOf(include), exclude: textsOf(exclude), set };
      return updated(wanted, columns, dialect);
    }
    case "insert": {
      if (mode in modes) return `insert ${modes[mode]}`;
      if (mode === "star") return "insert *";
      if (mode === "listed") return inserted(columns, dialect);
      const given = object(clause["insert"]);
      const [into, values] = [textsOf(given["columns"]), textsOf(given["values"])];
      return `insert (${into.join(", ")}) values (${values.join(", ")})`;
    }
    case "delete":
      return "delete";
    case "do_nothing":
      return "do nothing";
    case "error": {
      const message = clause["error_message"];
      return typeof message === "string" ? `error ${literal(message, dialect)}` : "error";
    }
    default:
      throw new PtxError(
        "PTX4103",
        `MERGE configuration errors:\nthere is no action '${String(clause["action"])}'`,
        { hint: "Use update, insert, delete, do_nothing or error." },
      );
  }
}

function inserted(columns: readonly Column[], dialect: Dialect): string {
  const names = columns.map(({ name }) => quoteIdentifier(name, dialect));
  const values = names.map((name) => `DBT_INTERNAL_SOURCE.${name}`);
  return `insert (${names.join(", ")}) values (${values.join(", ")})`;
}

function updated(
  { include, exclude, set }: Update,
  columns: readonly Column[],
  dialect: Dialect,
): string {
  const left = new Set(exclude.map((name) => name.toLowerCase()));
  const named = new Set(Object.keys(set).map((name) => name.toLowerCase()));
  const chosen =
    include.length > 0
      ? include
      : columns
          .filter(({ name }) => !left.has(name.toLowerCase()))
          .map(({ name }) => quoteIdentifier(name, dialect));
  const copied = chosen.filter((name) => !named.has(name.replaceAll(/["']/g, "").toLowerCase()));
  const assignments = [
    ...Object.entries(set).map(([name, expression]) => `${name} = ${String(expression)}`),
    ...copied.map((name) => `${name} = DBT_INTERNAL_SOURCE.${name}`),
  ];
  return `update set ${assignments.join(", ")}`;
}
