/** Columns with columns inside: `STRUCT<…>`, and arrays of them, taken apart and made anew. */

type Type =
  | { readonly kind: "struct"; readonly fields: readonly StructField[] }
  | { readonly kind: "array"; readonly of: Type }
  | { readonly kind: "plain"; readonly text: string };

interface StructField {
  readonly name: string;
  readonly type: Type;
}

/** Where commas are outside of `<…>` and `(…)`. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === "<" || character === "(") depth++;
    else if (character === ">" || character === ")") depth--;
    else if (character === "," && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

function typeOf(text: string): Type {
  const [, kind = "", inside = ""] = /^\s*(struct|array)\s*<([^]*)>\s*$/i.exec(text) ?? [];
  if (kind.toLowerCase() === "array") return { kind: "array", of: typeOf(inside) };
  if (kind === "") return { kind: "plain", text: text.trim() };
  const fields = partsOf(inside).map((part) => {
    const [, name = "", type = ""] = /^`?(\w+)`?\s+([^]+)$/.exec(part) ?? [];
    return { name, type: typeOf(type) };
  });
  return { kind: "struct", fields };
}

const written = (type: Type): string => {
  if (type.kind === "plain") return type.text;
  if (type.kind === "array") return `ARRAY<${written(type.of)}>`;
  const fields = type.fields.map(({ name, type: inner }) => `\`${name}\` ${written(inner)}`);
  return `STRUCT<${fields.join(", ")}>`;
};

const fieldOf = (fields: readonly StructField[], wanted: string): StructField | undefined =>
  fields.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());

/** A value of one type as a value of another: fields by their names, new ones null. */
function converted(value: string, from: Type, to: Type, depth = 1): string {
  if (written(from) === written(to)) return value;
  if (from.kind === "struct" && to.kind === "struct") {
    const fields = to.fields.map(({ name, type }) => {
      const there = fieldOf(from.fields, name);
      const inner = there
        ? converted(`${value}.\`${there.name}\``, there.type, type, depth)
        : `cast(null as ${written(type)})`;
      return `${inner} as \`${name}\``;
    });
    return `if(${value} is null, null, struct(${fields.join(", ")}))`;
  }
  if (from.kind === "array" && to.kind === "array") {
    const item = `item_${depth}`;
    const inner = converted(item, from.of, to.of, depth + 1);
    return `array(select ${inner} from unnest(${value}) as ${item} with offset as position_${depth} order by position_${depth})`;
  }
  return `cast(${value} as ${written(to)})`;
}

/** The expression that makes a column of one type into one of another; types as BigQuery spells them. */
export const convertedColumn = (name: string, from: string, to: string): string =>
  converted(name, typeOf(from), typeOf(to));

/** Whether a type is another one with more fields inside, and has lost none. */
export function addsFields(from: string, to: string): boolean {
  return from !== to && holds(typeOf(to), typeOf(from));
}

function holds(large: Type, small: Type): boolean {
  if (large.kind === "struct" && small.kind === "struct") {
    return small.fields.every(({ name, type }) => {
      const there = fieldOf(large.fields, name);
      return there !== undefined && holds(there.type, type);
    });
  }
  if (large.kind === "array" && small.kind === "array") return holds(large.of, small.of);
  return written(large).toLowerCase() === written(small).toLowerCase();
}
