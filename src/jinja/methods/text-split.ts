/** Splitting and joining texts. */
import { PyError } from "../errors.ts";
import { typeName } from "../printing.ts";
import type { Value } from "../value.ts";

function separatorOf(value: Value): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string")
    throw new PyError("TypeError", `the separator must be a str, not '${typeName(value)}'`);
  if (value === "") throw new PyError("ValueError", "empty separator");
  return value;
}

/** Without a separator, runs of white space separate, and none is left at the ends. */
export function split(text: string, separator: Value, most: Value = -1): string[] {
  const sep = separatorOf(separator);
  const limit = Number(most) < 0 ? Number.POSITIVE_INFINITY : Number(most);
  if (sep !== undefined) {
    const parts = text.split(sep);
    if (parts.length <= limit + 1) return parts;
    return [...parts.slice(0, limit), parts.slice(limit).join(sep)];
  }
  const words: string[] = [];
  let rest = text.trimStart();
  while (rest !== "" && words.length < limit) {
    const word = /^\S+/.exec(rest)?.[0] ?? "";
    words.push(word);
    rest = rest.slice(word.length).trimStart();
  }
  return rest === "" ? words : [...words, rest];
}

/** As `split`, counting splits from the end. */
export function rsplit(text: string, separator: Value, most: Value = -1): string[] {
  const limit = Number(most);
  if (limit < 0) return split(text, separator);
  const sep = separatorOf(separator);
  if (sep !== undefined) {
    const parts = text.split(sep);
    if (parts.length <= limit + 1) return parts;
    const cut = parts.length - limit;
    return [parts.slice(0, cut).join(sep), ...parts.slice(cut)];
  }
  const words: string[] = [];
  let rest = text.trimEnd();
  while (rest !== "" && words.length < limit) {
    const word = /\S+$/.exec(rest)?.[0] ?? "";
    words.unshift(word);
    rest = rest.slice(0, rest.length - word.length).trimEnd();
  }
  return rest === "" ? words : [rest, ...words];
}

/** Line ends: those of ASCII and its separators, and those of Unicode. */
const lineEnd = /\r\n|[\n\r\v\f\p{Zl}\p{Zp}]|\p{Cc}/gu;
const separators = new Set(["\x1c", "\x1d", "\x1e", "\x85"]);

export function splitLines(text: string, keepEnds: boolean): string[] {
  const lines: string[] = [];
  let from = 0;
  for (const { 0: end, index } of text.matchAll(lineEnd)) {
    if (/^\p{Cc}$/u.test(end) && !/[\n\r\v\f]/.test(end) && !separators.has(end)) continue;
    const after = index + end.length;
    lines.push(text.slice(from, keepEnds ? after : index));
    from = after;
  }
  if (from < text.length) lines.push(text.slice(from));
  return lines;
}

/** `separator.join(items)`, which takes texts only. */
export function joinTexts(separator: string, items: readonly Value[]): string {
  items.forEach((item, i) => {
    if (typeof item !== "string") {
      throw new PyError(
        "TypeError",
        `join() needs texts: item ${i} is of type '${typeName(item)}'`,
        "Use the filter, items | join(sep), which takes any values.",
      );
    }
  });
  return items.join(separator);
}
