/** Python's `re` on JavaScript's regular expressions: what macros use of it. */
import { PyError } from "../../jinja/errors.ts";
import { builtin, methods } from "../../jinja/params.ts";
import { type Callable, PyObject, Tuple, type Value } from "../../jinja/value.ts";
import { bound } from "../values/method-table.ts";

const flagLetters: Readonly<Record<number, string>> = { 2: "i", 8: "m", 16: "s" };

/** Rewrites what the two dialects spell differently: `(?P<n>…)`, `(?P=n)`, `\A`, `\Z`, leading `(?i)`. */
function translate(pattern: string, flags: number): { source: string; flags: string } {
  let letters = "gu";
  for (const [bit, letter] of Object.entries(flagLetters)) {
    if (flags & Number(bit)) letters += letter;
  }
  const source = pattern
    .replace(/^\(\?([aimsux]+)\)/, (_, inline: string) => {
      for (const letter of inline) if ("ims".includes(letter) && !letters.includes(letter)) letters += letter;
      return "";
    })
    .replace(/\(\?P<(\w+)>/g, "(?<$1>")
    .replace(/\(\?P=(\w+)\)/g, "\\k<$1>")
    .replace(/\\A/g, "^")
    .replace(/\\Z/g, "$");
  return { source, flags: letters };
}

function compiled(pattern: string, flags: number): RegExp {
  const { source, flags: letters } = translate(pattern, flags);
  try {
    return new RegExp(source, letters);
  } catch {
    try {
      // Python allows escapes such as `\-` and `\ ` that the Unicode mode refuses.
      return new RegExp(source, letters.replace("u", ""));
    } catch {
      throw new PyError("ValueError", `bad regular expression: ${pattern}`);
    }
  }
}

export class Match extends PyObject {
  readonly typeName = "re.Match";
  readonly found: RegExpExecArray;
  constructor(found: RegExpExecArray) {
    super();
    this.found = found;
  }
  group(key: Value): Value {
    if (typeof key === "string") {
      const named = this.found.groups ?? {};
      if (!(key in named)) throw new PyError("IndexError", "no such group");
      return named[key] ?? null;
    }
    if (typeof key !== "number" || key < 0 || key >= this.found.length) throw new PyError("IndexError", "no such group");
    return this.found[key] ?? null;
  }
  getattr(name: string): Value | undefined {
    if (name === "string") return this.found.input;
    return bound(matchMethods, this, name);
  }
  override getitem(key: Value): Value {
    return this.group(key);
  }
  override str(): string {
    const end = this.found.index + this.found[0].length;
    return `<re.Match object; span=(${this.found.index}, ${end}), match='${this.found[0]}'>`;
  }
}

const matchMethods = methods<Match>({
  "group *": (self, ...keys) => {
    if (keys.length <= 1) return self.group(keys[0] ?? 0);
    return Tuple.from(keys.map((key) => self.group(key)));
  },
  "groups default?": (self, fallback) =>
    Tuple.from(self.found.slice(1).map((text) => text ?? fallback ?? null)),
  "groupdict default?": (self, fallback) =>
    new Map(Object.entries(self.found.groups ?? {}).map(([key, text]) => [key, text ?? fallback ?? null])),
  start: (self) => self.found.index,
  end: (self) => self.found.index + self.found[0].length,
  span: (self) => Tuple.of(self.found.index, self.found.index + self.found[0].length),
});

export class Pattern extends PyObject {
  readonly typeName = "re.Pattern";
  readonly pattern: string;
  readonly regex: RegExp;
  constructor(pattern: string, flags: number) {
    super();
    this.pattern = pattern;
    this.regex = compiled(pattern, flags);
  }
  first(text: string, where: "start" | "anywhere" | "whole"): Value {
    const source = where === "anywhere" ? this.regex.source : where === "start" ? `^(?:${this.regex.source})` : `^(?:${this.regex.source})$`;
    const flags = where === "anywhere" ? this.regex.flags : this.regex.flags.replace("m", "");
    const found = new RegExp(source, flags).exec(text);
    return found ? new Match(found) : null;
  }
  getattr(name: string): Value | undefined {
    if (name === "pattern") return this.pattern;
    return bound(patternMethods, this, name);
  }
  override str(): string {
    return `re.compile('${this.pattern}')`;
  }
}

/** `\1`, `\g<1>` and `\g<name>` of a replacement. */
function expand(template: string, found: RegExpExecArray): string {
  return template.replace(/\\(?:(\d+)|g<(\w+)>|(n|t|r|\\))/g, (_, index?: string, name?: string, escape?: string) => {
    if (escape) return { n: "\n", t: "\t", r: "\r", "\\": "\\" }[escape] ?? escape;
    const key = index ?? name ?? "0";
    return (/^\d+$/.test(key) ? found[Number(key)] : found.groups?.[key]) ?? "";
  });
}

function substituted(self: Pattern, replacement: Value, text: string, count: number): [string, number] {
  let done = 0;
  let result = "";
  let last = 0;
  for (const found of text.matchAll(self.regex)) {
    if (count > 0 && done >= count) break;
    const put =
      typeof replacement === "function"
        ? String((replacement as Callable)([new Match(found)], new Map(), { at: { file: "", line: 1, column: 1 } }))
        : expand(String(replacement), found);
    result += text.slice(last, found.index) + put;
    last = found.index + found[0].length;
    done++;
  }
  return [result + text.slice(last), done];
}

const listed = (found: RegExpExecArray): Value => {
  if (found.length === 1) return found[0];
  if (found.length === 2) return found[1] ?? "";
  return Tuple.from(found.slice(1).map((text) => text ?? ""));
};

function split(self: Pattern, text: string, limit: number): Value[] {
  const parts: Value[] = [];
  let last = 0;
  for (const found of text.matchAll(self.regex)) {
    if (limit > 0 && parts.length >= limit) break;
    parts.push(text.slice(last, found.index), ...found.slice(1).map((group) => group ?? null));
    last = found.index + found[0].length;
  }
  return [...parts, text.slice(last)];
}

const patternMethods = methods<Pattern>({
  "match string": (self, text) => self.first(String(text), "start"),
  "search string": (self, text) => self.first(String(text), "anywhere"),
  "fullmatch string": (self, text) => self.first(String(text), "whole"),
  "findall string": (self, text) => [...String(text).matchAll(self.regex)].map(listed),
  "finditer string": (self, text) => [...String(text).matchAll(self.regex)].map((found) => new Match(found)),
  "sub repl string count?": (self, replacement, text, count) =>
    substituted(self, replacement, String(text), Number(count ?? 0))[0],
  "subn repl string count?": (self, replacement, text, count) =>
    Tuple.from(substituted(self, replacement, String(text), Number(count ?? 0))),
  "split string maxsplit?": (self, text, limit) => split(self, String(text), Number(limit ?? 0)),
});

const patternOf = (pattern: Value, flags: Value): Pattern =>
  pattern instanceof Pattern ? pattern : new Pattern(String(pattern), Number(flags ?? 0));

/** `re.match(pattern, string, flags)` and its kin, over the methods of the pattern. */
function viaPattern(signature: string, middle: number): Callable {
  const name = signature.split(" ")[0] ?? "";
  return builtin(signature, (pattern, ...rest) => {
    const method = patternMethods.get(name);
    return method?.(patternOf(pattern, rest[middle]), rest.slice(0, middle), new Map()) ?? null;
  });
}

/** `modules.re`. */
export const reModule: Readonly<Record<string, Value>> = {
  match: viaPattern("match pattern string flags?", 1),
  search: viaPattern("search pattern string flags?", 1),
  fullmatch: viaPattern("fullmatch pattern string flags?", 1),
  findall: viaPattern("findall pattern string flags?", 1),
  finditer: viaPattern("finditer pattern string flags?", 1),
  sub: viaPattern("sub pattern repl string count? flags?", 3),
  subn: viaPattern("subn pattern repl string count? flags?", 3),
  split: viaPattern("split pattern string maxsplit? flags?", 2),
  compile: builtin("compile pattern flags?", patternOf),
  escape: builtin("escape pattern", (text) => String(text).replace(/[^\p{L}\p{N}_]/gu, "\\$&")),
  IGNORECASE: 2, I: 2, MULTILINE: 8, M: 8, DOTALL: 16, S: 16, VERBOSE: 64, X: 64, ASCII: 256, A: 256, UNICODE: 32, U: 32,
};
