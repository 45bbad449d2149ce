/** `modules.re`. */
import { PyError } from "../errors.ts";
import { PyIterator } from "../iteration.ts";
import { builtin, noKwargs, noSite } from "../params.ts";
import { reprOf, toText, typeName } from "../printing.ts";
import { type Callable, PyObject, Tuple, type Value } from "../value.ts";
import { type Compiled, compile, flagValues } from "./regex.ts";

function asText(value: Value): string {
  if (typeof value === "string") return value;
  throw new PyError("TypeError", `expected string or bytes-like object, got '${typeName(value)}'`);
}

/** The first match that starts at `from` or later, or there exactly if `sticky`. */
function execAt(
  { regex }: Compiled,
  text: string,
  from: number,
  sticky: boolean,
): RegExpExecArray | null {
  const used = sticky ? new RegExp(regex.source, regex.flags.replace("g", "y")) : regex;
  used.lastIndex = from;
  return used.exec(text);
}

function* matches(compiled: Compiled, text: string): Iterable<RegExpExecArray> {
  for (let from = 0; from <= text.length; ) {
    const match = execAt(compiled, text, from, false);
    if (match === null) return;
    yield match;
    from = match.index + Math.max(1, match[0].length);
    if (match[0] !== "") from = match.index + match[0].length;
  }
}

class Match extends PyObject {
  readonly typeName = "re.Match";
  readonly #match: RegExpExecArray;
  readonly #compiled: Compiled;
  readonly #text: string;

  constructor(match: RegExpExecArray, compiled: Compiled, text: string) {
    super();
    this.#match = match;
    this.#compiled = compiled;
    this.#text = text;
  }
  #index(group: Value): number {
    const { names } = this.#compiled;
    const index = typeof group === "string" ? names.indexOf(group) + 1 : Number(group);
    const known = typeof group === "string" ? index > 0 : index >= 0 && index <= names.length;
    if (!known) throw new PyError("IndexError", `no such group: ${reprOf(group)}`);
    return index;
  }
  group(group: Value = 0): Value {
    return this.#match[this.#index(group)] ?? null;
  }
  #span(group: Value = 0): Tuple {
    const [start, end] = this.#match.indices?.[this.#index(group)] ?? [-1, -1];
    return Tuple.of(start, end);
  }
  #groups(fallback: Value): Tuple {
    return Tuple.from(this.#compiled.names.map((_, i) => this.#match[i + 1] ?? fallback));
  }
  getattr(name: string): Value | undefined {
    switch (name) {
      case "group":
        return builtin("group *", (...groups) =>
          groups.length < 2
            ? this.group(groups[0])
            : Tuple.from(groups.map((group) => this.group(group))),
        );
      case "groups":
        return builtin("groups default?", (fallback = null) => this.#groups(fallback));
      case "groupdict":
        return builtin("groupdict default?", (fallback = null) => this.#groupdict(fallback));
      case "start":
        return builtin("start group?", (group) => this.#span(group)[0]);
      case "end":
        return builtin("end group?", (group) => this.#span(group)[1]);
      case "span":
        return builtin("span group?", (group) => this.#span(group));
      case "expand":
        return builtin("expand template", (template) => expand(asText(template), this));
      case "string":
        return this.#text;
      case "re":
        return new Pattern(this.#compiled);
      case "pos":
        return 0;
      case "endpos":
        return this.#text.length;
      default:
        return undefined;
    }
  }
  #groupdict(fallback: Value): Map<Value, Value> {
    const result = new Map<Value, Value>();
    this.#compiled.names.forEach((name, i) => {
      if (name !== undefined) result.set(name, this.#match[i + 1] ?? fallback);
    });
    return result;
  }
  override getitem(key: Value): Value {
    return this.group(key);
  }
  override str(): string {
    const [start, end] = this.#span();
    return `<re.Match object; span=(${String(start)}, ${String(end)}), match=${reprOf(this.#match[0])}>`;
  }
}

const replacementEscapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "\\": "\\",
};

/** `\1`, `\g<name>` and escapes in a replacement. */
function expand(template: string, match: Match): string {
  const groupText = (group: Value): string => toText(match.group(group) ?? "");
  return template.replace(
    /\\(?:g<(\w+)>|(\d{1,2})|([\s\S]))/g,
    (whole, name?: string, digits?: string, char = "") => {
      if (name !== undefined) return groupText(/^\d+$/.test(name) ? Number(name) : name);
      if (digits !== undefined) return groupText(Number(digits));
      const known = replacementEscapes[char];
      if (known === undefined && /[a-zA-Z]/.test(char)) {
        throw new PyError("ValueError", `bad escape \\${char}`);
      }
      return known ?? whole;
    },
  );
}

function substitute(
  compiled: Compiled,
  by: Value,
  text: string,
  count: Value,
): { text: string; made: number } {
  const limit =
    count === undefined || Number(count) === 0 ? Number.POSITIVE_INFINITY : Number(count);
  let result = "";
  let from = 0;
  let made = 0;
  for (const found of matches(compiled, text)) {
    if (made >= limit) break;
    const match = new Match(found, compiled, text);
    const replacement =
      typeof by === "function"
        ? toText((by as Callable)([match], noKwargs, noSite))
        : expand(asText(by), match);
    result += text.slice(from, found.index) + replacement;
    from = found.index + found[0].length;
    made += 1;
  }
  return { text: result + text.slice(from), made };
}

function split(compiled: Compiled, text: string, most: Value): Value[] {
  const limit = most === undefined || Number(most) === 0 ? Number.POSITIVE_INFINITY : Number(most);
  const parts: Value[] = [];
  let from = 0;
  let made = 0;
  for (const found of matches(compiled, text)) {
    if (made >= limit) break;
    parts.push(text.slice(from, found.index));
    for (let i = 1; i <= compiled.names.length; i++) parts.push(found[i] ?? null);
    from = found.index + found[0].length;
    made += 1;
  }
  parts.push(text.slice(from));
  return parts;
}

/** One group gives texts, several give tuples, none the whole match. */
function findall(compiled: Compiled, text: string): Value[] {
  return Array.from(matches(compiled, text), (match) => {
    const count = compiled.names.length;
    if (count === 0) return match[0];
    if (count === 1) return match[1] ?? "";
    return Tuple.from(compiled.names.map((_, i) => match[i + 1] ?? ""));
  });
}

type Operation = (compiled: Compiled, ...args: Value[]) => Value;

const asMatch = (compiled: Compiled, text: Value, sticky: boolean): Value => {
  const subject = asText(text);
  const match = execAt(compiled, subject, 0, sticky);
  return match === null ? null : new Match(match, compiled, subject);
};

const fullmatch: Operation = (compiled, text) => {
  const anchored = {
    ...compiled,
    regex: new RegExp(`(?:${compiled.regex.source})(?![^])`, compiled.regex.flags),
  };
  return asMatch(anchored, text, true);
};

/** Each operation with its signature; as a function it takes pattern and flags besides. */
const operations: readonly (readonly [string, string, Operation])[] = [
  ["match", "string", (compiled, text) => asMatch(compiled, text, true)],
  ["search", "string", (compiled, text) => asMatch(compiled, text, false)],
  ["fullmatch", "string", fullmatch],
  ["findall", "string", (compiled, text) => findall(compiled, asText(text))],
  [
    "finditer",
    "string",
    (compiled, text) => {
      const subject = asText(text);
      return new PyIterator(
        Array.from(matches(compiled, subject), (match) => new Match(match, compiled, subject)),
      );
    },
  ],
  [
    "sub",
    "repl string count?",
    (compiled, by, text, count) => substitute(compiled, by, asText(text), count).text,
  ],
  [
    "subn",
    "repl string count?",
    (compiled, by, text, count) => {
      const result = substitute(compiled, by, asText(text), count);
      return Tuple.from<Value>([result.text, result.made]);
    },
  ],
  ["split", "string maxsplit?", (compiled, text, most) => split(compiled, asText(text), most)],
];

/** A compiled pattern. */
class Pattern extends PyObject {
  readonly typeName = "re.Pattern";
  readonly compiled: Compiled;

  constructor(compiled: Compiled) {
    super();
    this.compiled = compiled;
  }
  getattr(name: string): Value | undefined {
    if (name === "pattern") return this.compiled.pattern;
    if (name === "flags") return this.compiled.flags;
    if (name === "groups") return this.compiled.names.length;
    const operation = operations.find(([known]) => known === name);
    if (operation === undefined) return undefined;
    const [, signature, run] = operation;
    return builtin(`${name} ${signature}`, (...args) => run(this.compiled, ...args));
  }
  override str(): string {
    return `re.compile(${reprOf(this.compiled.pattern)})`;
  }
}

function compiledOf(pattern: Value, flags: Value): Compiled {
  if (pattern instanceof Pattern) return pattern.compiled;
  if (typeof pattern !== "string") {
    throw new PyError("TypeError", "first argument must be string or compiled pattern");
  }
  return compile(pattern, Number(flags ?? 0));
}

const functions = operations.map(([name, signature, run]): [string, Value] => [
  name,
  builtin(`${name} pattern ${signature} flags?`, (pattern, ...rest) => {
    const width = signature.split(" ").length;
    return run(compiledOf(pattern, rest[width]), ...rest.slice(0, width));
  }),
]);

export const re: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...functions,
  [
    "compile",
    builtin("compile pattern flags?", (pattern, flags) => new Pattern(compiledOf(pattern, flags))),
  ],
  [
    "escape",
    builtin("escape pattern", (pattern) =>
      asText(pattern).replace(/[\t\n\v\f\r #$&()*+\-.?[\\\]^{|}~]/g, "\\$&"),
    ),
  ],
  ["purge", builtin("purge", () => null)],
  ...Object.entries(flagValues),
]);
