/** What the methods see of the select: a number for each term of each row. */

import type { Dialect } from "../../core/dialect.ts";
import { PtxError } from "../../core/error.ts";
import type { Column } from "../../core/relation.ts";
import { literal } from "../../sql/quote.ts";
import type { Answer, MaterializationInput, Step } from "../materialization.ts";
import { askSelect, askValues, numberOf } from "../steps.ts";
import type { FitSettings } from "./settings.ts";
import { double, named } from "./sql.ts";

/** A number column, whether a column has a value (level), or whether it has none. */
export interface Term {
  readonly column: string;
  readonly kind: "number" | "level" | "missing";
  readonly level?: string;
}

interface Feature {
  readonly column: string;
  readonly kind: "number" | "category";
}

const plainType = (type: string): string =>
  type
    .toLowerCase()
    .replace(/\s*\(.*\)/, "")
    .trim();

function kindOf({ name, type }: Column, { templates }: Dialect): Feature["kind"] {
  const plain = plainType(type);
  const { integers, floats, numerics, strings } = templates;
  if ([integers, floats, numerics].some((set) => set.has(plain))) return "number";
  if (strings.has(plain) || plain === "boolean" || plain === "bool") return "category";
  throw new PtxError("PTX4113", `the feature '${name}' is of type ${type}`, {
    hint: "Cast it to a number, text or truth value in the select, or name it in `exclude`.",
  });
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** @throws PtxError PTX4112 for a name that is no column. */
export function columnNamed(wanted: string, columns: readonly Column[]): string {
  const found = columns.find(({ name }) => same(name, wanted));
  if (found) return found.name;
  throw new PtxError("PTX4112", `\`fit\` names '${wanted}', which the select does not return`, {
    hint: `It returns: ${columns.map(({ name }) => name).join(", ")}.`,
  });
}

function featuresOf(
  columns: readonly Column[],
  settings: FitSettings,
  dialect: Dialect,
): Feature[] {
  const { features, exclude, target, key } = settings;
  for (const name of [...features, ...exclude]) columnNamed(name, columns);
  const left = [target, key ?? target, ...exclude];
  const chosen = columns.filter(({ name }) =>
    features.length > 0
      ? features.some((wanted) => same(wanted, name))
      : !left.some((other) => same(other, name)),
  );
  if (chosen.length === 0) {
    throw new PtxError("PTX4112", "the select has no column to learn from", {
      hint: "Let it return features beside target and key.",
    });
  }
  return chosen.map((column) => ({ column: column.name, kind: kindOf(column, dialect) }));
}

/** A category as text: truth values are `true` and `false`. */
const text = (column: string, dialect: Dialect): string =>
  `cast(${named(column, dialect)} as ${dialect.snapshots.text})`;

/** The number of a term, over the columns of the select; null where a number is missing. */
export function termSql({ column, kind, level = "" }: Term, dialect: Dialect): string {
  const name = named(column, dialect);
  if (kind === "number") return `cast(${name} as ${double(dialect)})`;
  const condition =
    kind === "missing"
      ? `${name} is null`
      : `${text(column, dialect)} = ${literal(level, dialect)}`;
  return `case when ${condition} then 1.0 else 0.0 end`;
}

interface Levels {
  readonly levels: readonly string[];
  readonly capped: boolean;
  readonly nulls: boolean;
}

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The levels of each category, and which columns have nulls. */
function* levelsOf(
  features: readonly Feature[],
  from: string,
  { maxLevels }: FitSettings,
  { dialect }: MaterializationInput,
): Generator<Step, ReadonlyMap<string, Levels>, Answer> {
  const found = new Map<string, Levels>();
  const numbers = features.filter(({ kind }) => kind === "number");
  if (numbers.length > 0) {
    const counts = numbers.map(({ column }) => `count(${named(column, dialect)})`);
    const [row = []] = yield* askValues(`select count(*), ${counts.join(", ")} from ${from}`);
    numbers.forEach(({ column }, index) => {
      const nulls = numberOf(row[index + 1]) < numberOf(row[0]);
      found.set(column, { levels: [], capped: false, nulls });
    });
  }
  for (const { column } of features.filter(({ kind }) => kind === "category")) {
    const level = text(column, dialect);
    const rows = yield* askValues(
      `select level, n from (select level, n, row_number() over (order by n desc, level) as place from (select ${level} as level, count(*) as n from ${from} group by ${level}) as counted) as placed where place <= ${maxLevels + 2}`,
    );
    const levels = rows.flatMap(([name]) => (typeof name === "string" ? [name] : []));
    found.set(column, {
      levels: levels.slice(0, maxLevels).sort(byCode),
      capped: levels.length > maxLevels,
      nulls: levels.length < rows.length,
    });
  }
  return found;
}

/**
 * The terms of the select's features. A category has a term for each level; where all levels are
 * there, one of them follows from the others, and is left out: the first one by name.
 *
 * @param linear The method adds terms up: what follows from others must go, and what is missing must
 *   be said. Trees keep all levels of three and more, and know nulls.
 */
export function* termsOf(
  from: string,
  linear: boolean,
  settings: FitSettings,
  input: MaterializationInput,
): Generator<Step, readonly Term[], Answer> {
  const columns = yield* askSelect(`select * from ${from}`);
  const features = featuresOf(columns, settings, input.dialect);
  const known = yield* levelsOf(features, from, settings, input);
  return features.flatMap(({ column, kind }): Term[] => {
    const { levels, capped, nulls } = known.get(column) ?? {
      levels: [],
      capped: false,
      nulls: false,
    };
    const missing: Term[] = linear && nulls ? [{ column, kind: "missing" }] : [];
    if (kind === "number") return [{ column, kind }, ...missing];
    const implied = !capped && (linear || levels.length === 2);
    const kept = levels.slice(implied ? 1 : 0);
    return [...kept.map((level): Term => ({ column, kind: "level", level })), ...missing];
  });
}
