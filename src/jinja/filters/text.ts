/** Filters on texts. */

import { dictEntries, isDict } from "../collections.ts";
import { truthy } from "../equality.ts";
import { PyError } from "../errors.ts";
import { formatPercent } from "../format/percent.ts";
import { toList } from "../iteration.ts";
import { textMethods } from "../methods/text.ts";
import { toCapitalized } from "../methods/text-case.ts";
import { toNumber } from "../numbers.ts";
import { toText, typeName } from "../printing.ts";
import type { Filter } from "../registry.ts";
import { Undefined } from "../undefined.ts";
import { Tuple, type Value } from "../value.ts";
import { filters } from "./define.ts";
import { wordwrap } from "./wordwrap.ts";

const htmlEscapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};

export function escapeHtml(value: Value): string {
  return toText(value).replace(/[&<>"']/g, (char) => htmlEscapes[char] ?? char);
}

function method(name: string): (value: Value, ...args: Value[]) => Value {
  return (value, ...args) => textMethods.get(name)?.(toText(value), args, new Map());
}

/** Words start after white space, `-` and opening brackets. */
function title(value: Value): string {
  return toText(value)
    .split(/([-\s({[<]+)/)
    .map(toCapitalized)
    .join("");
}

function indent(
  value: Value,
  width: Value = 4,
  first: Value = false,
  blank: Value = false,
): string {
  const prefix = typeof width === "string" ? width : " ".repeat(Number(width));
  const [head = "", ...rest] = `${toText(value)}\n`.split("\n").slice(0, -1);
  const lines = rest.map((line) => (line !== "" || truthy(blank) ? prefix + line : line));
  const text = [head, ...lines].join("\n");
  return truthy(first) ? prefix + text : text;
}

/** @throws PyError when the length cannot even hold the end. */
function truncate(
  value: Value,
  length: Value = 255,
  killWords: Value = false,
  end: Value = "...",
  leeway: Value = 5,
): string {
  if (typeof value !== "string" && !(value instanceof Undefined)) {
    throw new PyError(
      "TypeError",
      `truncate needs a str, not '${typeName(value)}'`,
      "Convert it first with 'string'.",
    );
  }
  const text = toText(value);
  const most = Number(length);
  const tail = toText(end);
  if (most < tail.length)
    throw new PyError("ValueError", `expected length >= ${tail.length}, got ${most}`);
  if (text.length <= most + Number(leeway ?? 5)) return text;
  const cut = text.slice(0, most - tail.length);
  if (truthy(killWords)) return cut + tail;
  const space = cut.lastIndexOf(" ");
  return (space === -1 ? cut : cut.slice(0, space)) + tail;
}

function urlencode(value: Value): string {
  if (typeof value === "string" || typeof value === "number") return quoteUrl(toText(value), "/");
  if (value === null || typeof value === "boolean") return quoteUrl(toText(value), "/");
  const pairs = isDict(value) ? dictEntries(value) : toList(value).map(toList);
  return pairs.map(([key, item]) => `${quotePlus(key)}=${quotePlus(item)}`).join("&");
}

/** In a query string, `+` is a space. */
function quotePlus(value: Value): string {
  return quoteUrl(toText(value), " ").replaceAll(" ", "+");
}

function quoteUrl(text: string, safe: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => {
    const char = String.fromCharCode(byte);
    if (byte < 0x80 && (/[A-Za-z0-9_.~-]/.test(char) || safe.includes(char))) return char;
    return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");
}

function xmlattr(value: Value, space: Value = true): string {
  if (!isDict(value)) throw new PyError("TypeError", "xmlattr needs a dict");
  const parts: string[] = [];
  for (const [key, item] of dictEntries(value)) {
    if (item === null || item instanceof Undefined) continue;
    const name = toText(key);
    if (/[\s/>=]/.test(name))
      throw new PyError("ValueError", `invalid character in attribute name: '${name}'`);
    parts.push(`${escapeHtml(name)}="${escapeHtml(item)}"`);
  }
  return (truthy(space) && parts.length > 0 ? " " : "") + parts.join(" ");
}

function filesizeformat(value: Value, binary: Value = false): string {
  const size = toNumber(value) ?? Number(toText(value));
  const base = truthy(binary) ? 1024 : 1000;
  const units = truthy(binary)
    ? ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"]
    : ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
  if (size === 1) return "1 Byte";
  if (size < base) return `${Math.trunc(size)} Bytes`;
  let index = 0;
  while (index < units.length - 1 && size >= base ** (index + 2)) index += 1;
  return `${(size / base ** (index + 1)).toFixed(1)} ${units[index]}`;
}

function striptags(value: Value): string {
  const text = toText(value)
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<[^>]*>/g, "");
  return unescapeHtml(text.split(/\s+/).filter(Boolean).join(" "));
}

function unescapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    amp: "&",
    lt: "<",
    gt: ">",
    quot: '"',
    apos: "'",
    nbsp: "\u00a0",
  };
  return text.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g, (match, dec, hex, name) => {
    if (dec !== undefined) return String.fromCodePoint(Number(dec));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return names[name] ?? match;
  });
}

function replace(value: Value, old: Value, by: Value, count?: Value): string {
  const args = [toText(old), toText(by), ...(count === undefined || count === null ? [] : [count])];
  return toText(textMethods.get("replace")?.(toText(value), args, new Map()));
}

/** `format` takes any arguments: positional ones, or names. */
const format: Filter = (value, args, kwargs) => {
  if (args.length > 0 && kwargs.size > 0) {
    throw new PyError("ArgumentError", "format() takes positional or keyword arguments, not both");
  }
  return formatPercent(toText(value), kwargs.size > 0 ? new Map(kwargs) : Tuple.from(args));
};

export const textFilters: readonly (readonly [string, Filter])[] = [
  ...filters({
    upper: method("upper"),
    lower: method("lower"),
    capitalize: (value) => toCapitalized(toText(value)),
    title,
    "trim chars?": (value, chars) =>
      method("strip")(value, ...(chars === undefined ? [] : [chars])),
    "center width?": (value, width = 80) => method("center")(value, width),
    "replace old new count?": replace,
    "indent width? first? blank?": indent,
    "truncate length? killwords? end? leeway?": truncate,
    "wordwrap width? break_long_words? wrapstring? break_on_hyphens?": wordwrap,
    wordcount: (value) => toText(value).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0,
    string: toText,
    escape: escapeHtml,
    e: escapeHtml,
    forceescape: escapeHtml,
    safe: (value) => toText(value),
    urlencode,
    "xmlattr autospace?": xmlattr,
    "filesizeformat binary?": filesizeformat,
    striptags,
  }),
  ["format", format],
];
