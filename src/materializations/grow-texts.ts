/** Texts that are longer than a table's columns hold: the columns grow before the rows come in. */
import type { Column } from "../core/relation.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { MaterializationInput, Plan } from "./materialization.ts";
import { askColumns, nameOf, sql } from "./steps.ts";

/** The length of a text type; `undefined` for other types, and for texts without one. */
function lengthOf({ type }: Column, strings: ReadonlySet<string>): number | undefined {
  const [, name = "", length] = /^([a-z ]+?)\((\d+)\)$/i.exec(type) ?? [];
  return length !== undefined && strings.has(name.toLowerCase()) ? Number(length) : undefined;
}

/** Name, size and scale of a type: `NUMBER(10,2)`. */
function measured({ type }: Column): [name: string, size: number, scale: number] | undefined {
  const [, name = "", size, scale = "0"] = /^([a-z_ ]+?)\((\d+)(?:,\s*(\d+))?\)$/i.exec(type) ?? [];
  return size === undefined ? undefined : [name, Number(size), Number(scale)];
}

/** A column takes all values of another: its type is of the same name, and no size is smaller. */
export function holds(column: Column, other: Column): boolean {
  const [mine, theirs] = [measured(column), measured(other)];
  if (mine === undefined || theirs === undefined) return column.type === other.type;
  const [name, size, scale] = mine;
  const [otherName, otherSize, otherScale] = theirs;
  // Digits in front of the point, and behind it.
  return name === otherName && size - scale >= otherSize - otherScale && scale >= otherScale;
}

/** Lengthens columns of the target that are shorter than those of the same name in `source`. */
export function* growTexts(source: readonly Column[], input: MaterializationInput): Plan {
  const { dialect, config, target } = input;
  const { strings } = dialect.templates;
  const there = new Map((yield* askColumns(target)).map((column) => [column.name, column]));
  for (const column of source) {
    const wanted = lengthOf(column, strings);
    const present = there.get(column.name);
    const held = present && lengthOf(present, strings);
    if (wanted === undefined || held === undefined || wanted <= held) continue;
    const longer = { name: quoteIdentifier(column.name, dialect), type: column.type };
    for (const statement of dialect.ddl.alterType(nameOf(target, input), longer, config)) {
      yield sql(statement);
    }
  }
}
