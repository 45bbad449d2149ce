/** Python's regular expressions as JavaScript's. */
import { PyError } from "../errors.ts";
import { closing } from "./regex-class.ts";

export interface Compiled {
  readonly pattern: string;
  readonly flags: number;
  readonly regex: RegExp;
  /** Names by group number; the first is of group 1. */
  readonly names: readonly (string | undefined)[];
}

/** Python's flag values. */
export const flagValues: Readonly<Record<string, number>> = {
  IGNORECASE: 2,
  I: 2,
  LOCALE: 4,
  L: 4,
  MULTILINE: 8,
  M: 8,
  DOTALL: 16,
  S: 16,
  UNICODE: 32,
  U: 32,
  VERBOSE: 64,
  X: 64,
  ASCII: 256,
  A: 256,
  NOFLAG: 0,
};
const inline: Readonly<Record<string, number>> = { i: 2, m: 8, s: 16, u: 32, x: 64, a: 256, L: 4 };

const cache = new Map<string, Compiled>();

/** @throws PyError ValueError for what is no regular expression. */
export function compile(pattern: string, flags: number): Compiled {
  const key = `${flags}/${pattern}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  // Flags for the whole expression may stand in several groups: `(?i)(?s)…`.
  const leading = /^(?:\(\?[aiLmsux]+\))*/.exec(pattern)?.[0] ?? "";
  let all = flags;
  for (const letter of leading) all |= inline[letter] ?? 0;
  const names: (string | undefined)[] = [];
  const source = translate(pattern.slice(leading.length), all, names);
  const jsFlags = `dgu${all & 2 ? "i" : ""}${all & 8 ? "m" : ""}${all & 16 ? "s" : ""}`;
  let regex: RegExp;
  try {
    regex = new RegExp(source, jsFlags);
  } catch (error) {
    throw new PyError("ValueError", `'${pattern}' is not a regular expression: ${reason(error)}`);
  }
  const compiled = { pattern, flags: all | 32, regex, names };
  cache.set(key, compiled);
  return compiled;
}

function reason(error: unknown): string {
  return error instanceof Error
    ? error.message.replace(/^.*:\s*/, "").toLowerCase()
    : String(error);
}

/** What differs: named groups, anchors, classes, quantifiers, escapes. Group names are collected. */
function translate(pattern: string, flags: number, names: (string | undefined)[]): string {
  let result = "";
  for (let at = 0; at < pattern.length; ) {
    const [text, used] = piece(pattern, at, flags, names);
    result += text;
    at += used;
  }
  return result;
}

function piece(
  pattern: string,
  at: number,
  flags: number,
  names: (string | undefined)[],
): [string, number] {
  const char = pattern[at] ?? "";
  switch (char) {
    case "\\":
      return escaped(pattern.slice(at), flags);
    case "[": {
      const end = closing(pattern, at);
      return [characterClass(pattern.slice(at + 1, end), flags), end + 1 - at];
    }
    case "(":
      return group(pattern.slice(at), names);
    case "$":
      return [flags & 8 ? "$" : "(?=\\n?(?![^]))", 1];
    case "{":
      return quantifier(pattern.slice(at));
    case "}":
    case "]":
      return [`\\${char}`, 1];
    default:
      return flags & 64 ? verbose(pattern, at) : [char, 1];
  }
}

/** `{2,3}`; any other brace stands for itself. */
function quantifier(rest: string): [string, number] {
  const match = /^\{(\d*),?(\d*)\}/.exec(rest);
  if (match === null || (match[1] === "" && match[2] === "")) return ["\\{", 1];
  const [text] = match;
  return [text.startsWith("{,") ? `{0${text.slice(1)}` : text, text.length];
}

/** With `(?x)`, white space and comments mean nothing. */
function verbose(pattern: string, at: number): [string, number] {
  const char = pattern[at] ?? "";
  if (/\s/.test(char)) return ["", 1];
  if (char !== "#") return [char, 1];
  const end = pattern.indexOf("\n", at);
  return ["", (end === -1 ? pattern.length : end) - at];
}

function group(rest: string, names: (string | undefined)[]): [string, number] {
  const named = /^\(\?P<(\w+)>/.exec(rest);
  if (named !== null) {
    names.push(named[1]);
    return [`(?<${named[1]}>`, named[0].length];
  }
  const back = /^\(\?P=(\w+)\)/.exec(rest);
  if (back !== null) return [`\\k<${back[1]}>`, back[0].length];
  const comment = /^\(\?#[^)]*\)/.exec(rest);
  if (comment !== null) return ["", comment[0].length];
  const special = /^\(\?(?:[:=!]|<[=!])/.exec(rest);
  if (special !== null) return [special[0], special[0].length];
  const local = /^\(\?([imsx]*)(?:-([imsx]+))?:/.exec(rest);
  if (local !== null) return ["(?:", local[0].length];
  names.push(undefined);
  return ["(", 1];
}

const identity = /^[!"#%&',\-:;<=>@_`~ ]$/;

function escaped(rest: string, flags: number): [string, number] {
  const char = rest[1] ?? "";
  if (char === "") throw new PyError("ValueError", "bad escape (end of pattern)");
  switch (char) {
    case "A":
      return ["(?<![^])", 2];
    case "Z":
      return ["(?![^])", 2];
    case "a":
      return ["\\x07", 2];
    case "w":
      return [flags & 256 ? "[A-Za-z0-9_]" : "[\\p{L}\\p{N}_]", 2];
    case "W":
      return [flags & 256 ? "[^A-Za-z0-9_]" : "[^\\p{L}\\p{N}_]", 2];
    case "d":
      return [flags & 256 ? "[0-9]" : "\\p{Nd}", 2];
    case "D":
      return [flags & 256 ? "[^0-9]" : "\\P{Nd}", 2];
    default:
      return plainEscape(rest, char);
  }
}

function plainEscape(rest: string, char: string): [string, number] {
  if (char === "U") return [`\\u{${rest.slice(2, 10).replace(/^0+/, "")}}`, 10];
  if (identity.test(char)) return [char === "-" ? "\\x2d" : char, 2];
  if (/[^\w]/.test(char)) return [/[\^$\\.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char, 2];
  if (/[sSbBnrtvf1-9xu]/.test(char)) return [`\\${char}`, 2];
  if (char === "0") return ["\\x00", 2];
  throw new PyError("ValueError", `bad escape \\${char}`);
}

function characterClass(body: string, flags: number): string {
  const negated = body.startsWith("^");
  let text = "";
  for (let at = negated ? 1 : 0; at < body.length; ) {
    const char = body[at] ?? "";
    if (char !== "\\") {
      text += /[[\]{}()|/^$.*+?]/.test(char) ? `\\${char}` : char;
      at += 1;
      continue;
    }
    const next = body[at + 1] ?? "";
    text += next === "b" ? "\\b" : inClass(body.slice(at), next, flags);
    at += next === "U" ? 10 : 2;
  }
  // A hyphen beside a class (`[\w-.]`) is a hyphen, which JavaScript refuses.
  const safe = text
    .replace(/(\\p\{\w+\}_?|\\[sSP](?:\{\w+\})?)-/g, "$1\\-")
    .replace(/-(?=\\[psSP])/g, "\\-");
  return `[${negated ? "^" : ""}${safe}]`;
}

function inClass(rest: string, next: string, flags: number): string {
  if (next === "w") return flags & 256 ? "A-Za-z0-9_" : "\\p{L}\\p{N}_";
  if (next === "-") return "\\-";
  const [text] = escaped(rest, flags);
  return text;
}
