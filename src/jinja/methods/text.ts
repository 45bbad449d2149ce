/** Methods of texts. */

import { Bytes } from "../bytes.ts";
import { type Dict, dictGet } from "../collections.ts";
import { truthy } from "../equality.ts";
import { PyError } from "../errors.ts";
import { formatBraces } from "../format/braces.ts";
import { toList } from "../iteration.ts";
import { type Methods, methods } from "../params.ts";
import { typeName } from "../printing.ts";
import { Tuple, type Value } from "../value.ts";
import {
  isDecimal,
  isIdentifier,
  isPrintable,
  someCased,
  title,
  toCapitalized,
  toSwapped,
} from "./text-case.ts";
import { joinTexts, rsplit, split, splitLines } from "./text-split.ts";

function asText(value: Value, use: string): string {
  if (typeof value === "string") return value;
  throw new PyError("TypeError", `${use} needs a str, not '${typeName(value)}'`);
}

/** The characters to strip; None means white space. */
function stripper(side: "start" | "end" | "both"): (text: string, chars?: Value) => string {
  const { start, end } = { start: side !== "end", end: side !== "start" };
  return (text, chars = null) => {
    const drop = chars === null ? isSpace : isOneOf(asText(chars, "strip()"));
    let from = 0;
    let to = text.length;
    while (start && from < to && drop(text[from] ?? "")) from += 1;
    while (end && to > from && drop(text[to - 1] ?? "")) to -= 1;
    return text.slice(from, to);
  };
}

const isSpace = (char: string): boolean => /\s/.test(char);
const isOneOf =
  (chars: string) =>
  (char: string): boolean =>
    chars.includes(char);

function range(text: string, start: Value, stop: Value): { from: number; to: number } {
  const bound = (value: Value, fallback: number): number => {
    if (value === undefined || value === null) return fallback;
    const index = Number(value);
    return Math.max(0, Math.min(index < 0 ? index + text.length : index, text.length));
  };
  return { from: bound(start, 0), to: bound(stop, text.length) };
}

function find(text: string, sub: Value, start: Value, stop: Value): number {
  const { from, to } = range(text, start, stop);
  const at = text.slice(0, to).indexOf(asText(sub, "find()"), from);
  return from > to ? -1 : at;
}

function findLast(text: string, sub: Value, start: Value, stop: Value): number {
  const { from, to } = range(text, start, stop);
  const at = text.slice(from, to).lastIndexOf(asText(sub, "rfind()"));
  return at === -1 ? -1 : at + from;
}

function found(at: number): number {
  if (at === -1) throw new PyError("ValueError", "substring not found");
  return at;
}

function affix(side: "startsWith" | "endsWith") {
  return (text: string, affixes: Value, start: Value, stop: Value): boolean => {
    const { from, to } = range(text, start, stop);
    const part = text.slice(from, to);
    const all = affixes instanceof Tuple ? Array.from(affixes) : [affixes];
    return all.some((one) => part[side](asText(one, `${side.toLowerCase()}()`)));
  };
}

function replace(text: string, old: Value, by: Value, count: Value = -1): string {
  const from = asText(old, "replace()");
  const to = asText(by, "replace()");
  const limit = Number(count);
  if (limit < 0) return text.replaceAll(from, () => to);
  let left = limit;
  return text.replaceAll(from, (match) => (left-- > 0 ? to : match));
}

function filler(value: Value): string {
  const fill = value === undefined ? " " : asText(value, "padding");
  if ([...fill].length !== 1)
    throw new PyError("TypeError", "the fill must be exactly one character");
  return fill;
}

function center(text: string, width: Value, fill: Value): string {
  const missing = Math.max(0, Number(width) - text.length);
  // The odd character goes left when both the gap and the width are odd, as in CPython.
  const left = Math.floor(missing / 2) + (missing & Number(width) & 1);
  return filler(fill).repeat(left) + text + filler(fill).repeat(missing - left);
}

function zfill(text: string, width: Value): string {
  const sign = /^[+-]/.test(text) ? (text[0] ?? "") : "";
  return sign + text.slice(sign.length).padStart(Number(width) - sign.length, "0");
}

function count(text: string, sub: Value, start: Value, stop: Value): number {
  const { from, to } = range(text, start, stop);
  const part = asText(sub, "count()");
  const inside = text.slice(from, to);
  return part === "" ? inside.length + 1 : inside.split(part).length - 1;
}

function partition(text: string, separator: Value): Tuple {
  const sep = asText(separator, "partition()");
  const at = text.indexOf(sep);
  if (at === -1) return Tuple.of(text, "", "");
  return Tuple.of(text.slice(0, at), sep, text.slice(at + sep.length));
}

function rpartition(text: string, separator: Value): Tuple {
  const sep = asText(separator, "rpartition()");
  const at = text.lastIndexOf(sep);
  if (at === -1) return Tuple.of("", "", text);
  return Tuple.of(text.slice(0, at), sep, text.slice(at + sep.length));
}

/** `translate` with the table of `maketrans`: code points to texts, code points or None. */
function translate(text: string, table: Value): string {
  return Array.from(text, (char) => {
    const to = dictGet(table as Dict, char.codePointAt(0));
    if (to === undefined) return char;
    return to === null ? "" : typeof to === "number" ? String.fromCodePoint(to) : String(to);
  }).join("");
}

function maketrans(from: Value, to: Value, remove: Value): Map<Value, Value> {
  const table = new Map<Value, Value>();
  if (from instanceof Map) {
    for (const [key, value] of from)
      table.set(typeof key === "string" ? key.codePointAt(0) : key, value);
    return table;
  }
  const targets = [...asText(to, "maketrans()")];
  [...asText(from, "maketrans()")].forEach((char, i) => {
    table.set(char.codePointAt(0), targets[i]?.codePointAt(0));
  });
  for (const char of typeof remove === "string" ? remove : "") table.set(char.codePointAt(0), null);
  return table;
}

const table = methods<string>({
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  casefold: (text) => text.toLowerCase().replaceAll("ß", "ss"),
  title: title,
  capitalize: toCapitalized,
  swapcase: toSwapped,
  "strip chars?": stripper("both"),
  "lstrip chars?": stripper("start"),
  "rstrip chars?": stripper("end"),
  "replace old new count?": replace,
  "split sep? maxsplit?": split,
  "rsplit sep? maxsplit?": rsplit,
  "splitlines keepends?": (text, keep) => splitLines(text, truthy(keep)),
  "join items": (text, items) => joinTexts(text, toList(items)),
  "startswith prefix start? end?": affix("startsWith"),
  "endswith suffix start? end?": affix("endsWith"),
  "removeprefix prefix": (text, prefix) => {
    const start = asText(prefix, "removeprefix()");
    return text.startsWith(start) ? text.slice(start.length) : text;
  },
  "removesuffix suffix": (text, suffix) => {
    const end = asText(suffix, "removesuffix()");
    return end !== "" && text.endsWith(end) ? text.slice(0, -end.length) : text;
  },
  "find sub start? end?": find,
  "rfind sub start? end?": findLast,
  "index sub start? end?": (text, sub, start, stop) => found(find(text, sub, start, stop)),
  "rindex sub start? end?": (text, sub, start, stop) => found(findLast(text, sub, start, stop)),
  "count sub start? end?": count,
  "zfill width": zfill,
  "ljust width fillchar?": (text, width, fill) => text.padEnd(Number(width), filler(fill)),
  "rjust width fillchar?": (text, width, fill) => text.padStart(Number(width), filler(fill)),
  "center width fillchar?": center,
  "expandtabs tabsize?": (text, size = 8) => expandTabs(text, Number(size)),
  isdigit: (text) => /^[\p{Nd}\u00b2\u00b3\u00b9\u2070-\u2089]+$/u.test(text),
  isdecimal: isDecimal,
  isnumeric: (text) => /^\p{N}+$/u.test(text),
  isalpha: (text) => /^\p{L}+$/u.test(text),
  isalnum: (text) => /^[\p{L}\p{N}]+$/u.test(text),
  isspace: (text) => /^\s+$/.test(text),
  isupper: (text) => someCased(text) && text === text.toUpperCase(),
  islower: (text) => someCased(text) && text === text.toLowerCase(),
  istitle: (text) => someCased(text) && text === title(text),
  isascii: (text) => /^[\0-\x7f]*$/.test(text),
  isidentifier: isIdentifier,
  isprintable: isPrintable,
  "partition sep": partition,
  "rpartition sep": rpartition,
  "encode encoding? errors?": (text) => new Bytes(new TextEncoder().encode(text)),
  "translate table": translate,
  "maketrans x y? z?": (_, from, to, remove) => maketrans(from, to, remove),
});

function expandTabs(text: string, size: number): string {
  let column = 0;
  return text.replace(/[\t\n]|[^\t\n]+/g, (part) => {
    if (part === "\n") {
      column = 0;
      return part;
    }
    const shown = part === "\t" ? " ".repeat(size <= 0 ? 0 : size - (column % size)) : part;
    column += shown.length;
    return shown;
  });
}

/** `format` takes any arguments, so it is not bound to parameters. */
export const textMethods: Methods<string> = new Map([
  ...table,
  ["format", formatBraces] as const,
  [
    "format_map",
    (text: string, args: readonly Value[]) =>
      formatBraces(text, [], new Map(args[0] as Map<string, Value>)),
  ] as const,
]);
