/** Contracts of models: constraints in full form, what they refer to, and the contract's checksum. */
import type { Diagnostic } from "../core/error.ts";
import { sha256 } from "../core/hash.ts";
import type { Location } from "../core/location.ts";
import type { ColumnInfo, Json, JsonObject, ModelNode, RefArgs } from "../core/node.ts";
import { reprOf } from "../jinja/printing.ts";
import { isObject, listOf, textOf } from "./json.ts";
import { parseReference } from "./reference-text.ts";
import { shareList } from "./shared.ts";

/** A constraint with every key that the manifest shows. */
function constraint(written: JsonObject): JsonObject {
  return {
    type: written["type"] ?? null,
    name: textOf(written["name"]),
    expression: textOf(written["expression"]),
    warn_unenforced: written["warn_unenforced"] !== false,
    warn_unsupported: written["warn_unsupported"] !== false,
    to: textOf(written["to"]),
    to_columns: listOf(written["to_columns"]),
  };
}

export const columnConstraints = (written: Json | undefined): JsonObject[] =>
  shareList(listOf(written).filter(isObject).map(constraint));

export const modelConstraints = (written: Json | undefined): JsonObject[] =>
  shareList(
    listOf(written)
      .filter(isObject)
      .map((one) => ({ ...constraint(one), columns: listOf(one["columns"]) })),
  );

/** What the foreign keys of a model point to. */
export function foreignKeys(columns: Record<string, ColumnInfo>, own: readonly JsonObject[]) {
  const refs: RefArgs[] = [];
  const sources: [string, string][] = [];
  const all = [...own, ...Object.values(columns).flatMap(({ constraints }) => constraints)];
  for (const { type, to } of all) {
    if (type !== "foreign_key" || typeof to !== "string") continue;
    const reference = parseReference(to);
    if (reference?.kind === "ref") refs.push(reference.ref);
    if (reference?.kind === "source") sources.push(reference.source);
  }
  return { refs, sources };
}

/** Constraints as Python prints them: dbt hashes that text, and states of dbt must stay comparable. */
function printed(type: string, constraints: readonly JsonObject[]): string {
  const each = constraints.map((one) => {
    const fields = Object.entries(one).map(([key, value]) =>
      key === "type"
        ? `type=<ConstraintType.${String(value)}: '${String(value)}'>`
        : `${key}=${reprOf(value)}`,
    );
    return `${type}(${fields.join(", ")})`;
  });
  return `[${each.join(", ")}]`;
}

const isPrimaryKey = ({ type }: JsonObject): boolean => type === "primary_key";

/**
 * What makes a contract impossible to keep. Primary keys are checked without a contract, too, as
 * dbt does.
 * @param at Where YAML speaks of the model, or the model's file.
 */
export function contractProblems(
  { name, columns, constraints }: Pick<ModelNode, "name" | "columns" | "constraints">,
  enforced: boolean,
  at: () => Location,
): Diagnostic[] {
  const keyed = Object.values(columns).filter((column) => column.constraints.some(isPrimaryKey));
  const problem = (message: string, hint: string): Diagnostic => ({
    code: "PTX1223",
    severity: "error",
    message,
    at: at(),
    hint,
  });
  const found: Diagnostic[] = [];
  if (enforced && Object.keys(columns).length === 0) {
    found.push(
      problem(
        `Model '${name}' enforces a contract, but no property file lists its columns`,
        "List every column under columns:, with its name: and data_type:.",
      ),
    );
  }
  if (keyed.length > 1) {
    found.push(
      problem(
        `Model '${name}' has primary keys on several columns: ${keyed.map((column) => column.name).join(", ")}`,
        "A key of several columns is one constraint of the model: constraints: with type: primary_key and columns:.",
      ),
    );
  }
  if (keyed.length > 0 && constraints.some(isPrimaryKey)) {
    found.push(
      problem(
        `Model '${name}' has a primary key of its own and one on column '${keyed[0]?.name ?? ""}'`,
        "Keep one of the two.",
      ),
    );
  }
  return found;
}

const enforcing = new Set(["table", "incremental"]);

/** Tells whether an enforced contract has changed; `null` where none is enforced. */
export function contractChecksum(
  { columns, constraints, config }: Pick<ModelNode, "columns" | "constraints" | "config">,
  enforced: boolean,
): string | null {
  if (!enforced) return null;
  const byName = Object.values(columns).sort((a, b) => (a.name < b.name ? -1 : 1));
  const parts = byName.map(
    ({ name, data_type: type, constraints: own }) =>
      `|${name}${type ?? "None"}${printed("ColumnLevelConstraint", own)}`,
  );
  const materialized = String(config["materialized"]);
  if (enforcing.has(materialized)) {
    parts.push(materialized, printed("ModelLevelConstraint", constraints));
  }
  return sha256(parts.join(""));
}
