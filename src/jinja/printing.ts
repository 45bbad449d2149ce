/** How Python prints values: `str`, `repr` and the names of types. */
import { floatText } from "./numbers.ts";
import { Float, PyObject, Tuple, type Value } from "./value.ts";

/** Python's `str(value)`: what `{{ value }}` prints. */
export function toText(value: Value): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return Number.isInteger(value) ? intText(value) : floatText(value);
    case "boolean":
      return value ? "True" : "False";
    case "bigint":
      return value.toString();
    case "object":
      if (value === null) return "None";
      if (value instanceof PyObject) return value.str();
      return containerText(value);
    case "function":
      return `<function ${value.name || "anonymous"}>`;
    default:
      return "";
  }
}

function intText(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : BigInt(value).toString();
}

/** Python's `repr(value)`: texts are quoted. */
export function reprOf(value: Value): string {
  if (typeof value === "string") return reprText(value);
  return value instanceof PyObject ? value.repr() : toText(value);
}

/** Containers being printed, so that one that holds itself ends as `[...]`. */
const open: object[] = [];

function containerText(value: object): string {
  if (value instanceof Float) return floatText(value.value);
  if (open.includes(value)) return Array.isArray(value) ? "[...]" : "{...}";
  open.push(value);
  try {
    if (Array.isArray(value)) return sequenceText(value);
    const entries: Iterable<[Value, Value]> = value instanceof Map ? value : Object.entries(value);
    const parts: string[] = [];
    for (const [key, item] of entries) parts.push(`${reprOf(key)}: ${reprOf(item)}`);
    return `{${parts.join(", ")}}`;
  } finally {
    open.pop();
  }
}

function sequenceText(items: readonly Value[]): string {
  const inner = Array.from(items, reprOf).join(", ");
  if (!(items instanceof Tuple)) return `[${inner}]`;
  return items.length === 1 ? `(${inner},)` : `(${inner})`;
}

const escapes: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\\": "\\\\",
};

/** Printable ASCII without quotes and backslashes. */
const plain = /^[ !#-&(-[\]-~]*$/;

function reprText(text: string): string {
  if (plain.test(text)) return `'${text}'`;
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  // Control characters, the quote and format characters are not printable as such.
  const body = text.replace(/[\\\p{Cc}\p{Zl}\p{Zp}\u00a0\u00ad]|'|"/gu, (char) => {
    if (char === "'" || char === '"') return char === quote ? `\\${char}` : char;
    const known = escapes[char];
    if (known !== undefined) return known;
    const code = char.charCodeAt(0);
    if (code < 256) return `\\x${code.toString(16).padStart(2, "0")}`;
    return `\\u${code.toString(16).padStart(4, "0")}`;
  });
  return quote + body + quote;
}

/** The name of a value's Python type. */
export function typeName(value: Value): string {
  switch (typeof value) {
    case "string":
      return "str";
    case "number":
      return Number.isInteger(value) ? "int" : "float";
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "object":
      return objectTypeName(value);
    case "function":
      return "function";
    default:
      return "Undefined";
  }
}

function objectTypeName(value: object | null): string {
  if (value === null) return "NoneType";
  if (value instanceof PyObject) return value.typeName;
  if (value instanceof Float) return "float";
  if (value instanceof Tuple) return "tuple";
  return Array.isArray(value) ? "list" : "dict";
}
