/** Python's literals: escapes in texts, and numbers. */
import { float, int } from "./numbers.ts";
import type { Value } from "./value.ts";

const simple: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};
const widths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * The text that a quoted body means. An unknown escape keeps its backslash, as in Python.
 *
 * @param fail Told of a malformed `\x`, `\u` or `\U`, with its offset; must throw.
 */
export function unescaped(body: string, fail: (problem: string, offset: number) => void): string {
  return body.replace(
    /\\([0-7]{1,3}|[\s\S])([0-9a-fA-F]{0,8})/g,
    (match, head: string, tail: string, offset: number) => {
      if (head >= "0" && head <= "8") return String.fromCharCode(Number.parseInt(head, 8)) + tail;
      const plain = simple[head];
      if (plain !== undefined) return plain + tail;
      if (head === "N") fail("characters cannot be written by name here", offset);
      const width = widths[head];
      if (width === undefined) return match;
      const code = Number.parseInt(tail.slice(0, width), 16);
      if (tail.length < width || code > 0x10ffff) {
        fail(`'\\${head}' must be followed by ${width} hexadecimal digits`, offset);
      }
      return String.fromCodePoint(code) + tail.slice(width);
    },
  );
}

/** Which kind of number a text is; `undefined` when malformed. */
export function number(text: string): "int" | "float" | undefined {
  if (/^0[xXoObB]/.test(text)) return "int";
  if (/__|_$|_[.eE]|[.eE+-]_/.test(text)) return undefined;
  return /[.eE]/.test(text) ? "float" : "int";
}

export function intLiteral(text: string): Value {
  const plain = text.replaceAll("_", "");
  const small = Number(plain);
  return Number.isSafeInteger(small) ? small : int(BigInt(plain));
}

export function floatLiteral(text: string): Value {
  return float(Number(text.replaceAll("_", "")));
}
