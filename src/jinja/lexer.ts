/**
 * nunjucks' tokenizer with Jinja2's rules: whitespace control, raw blocks, balanced brackets,
 * Python's strings and numbers, and exact places. The scanning is by sticky regular expressions
 * rather than by character: lexing is most of the cost of a small template.
 */
import nunjucks from "nunjucks/src/lexer.js";
import { PtxError } from "../core/error.ts";
import type { Source } from "./ast.ts";
import { number, unescaped } from "./literals.ts";
import { placeOf } from "./source.ts";

const Tokenizer = nunjucks.lex("").constructor as new (
  source: string,
) => ReturnType<typeof nunjucks.lex>;

export interface Token {
  readonly type: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const word = /[\p{L}_][\p{L}\p{N}_]*/uy;
const asciiWord = /[A-Za-z_][A-Za-z0-9_]*(?![\u0080-\uffff])/y;
const digits =
  /(?<!\.)(?:\d[\d_]*(?:\.\d[\d_]*)?[eE][+-]?\d[\d_]*|\d[\d_]*\.\d[\d_]*)|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*/y;
const space = /\s+/y;
const string = /'[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;
const rawStart = /\{%[-+]?\s*(raw|verbatim)\s*(-?)%\}/y;

/** Token type of each operator that has a type of its own. */
const types: Readonly<Record<string, string>> = {
  "(": nunjucks.TOKEN_LEFT_PAREN,
  ")": nunjucks.TOKEN_RIGHT_PAREN,
  "[": nunjucks.TOKEN_LEFT_BRACKET,
  "]": nunjucks.TOKEN_RIGHT_BRACKET,
  "{": nunjucks.TOKEN_LEFT_CURLY,
  "}": nunjucks.TOKEN_RIGHT_CURLY,
  ",": nunjucks.TOKEN_COMMA,
  ":": nunjucks.TOKEN_COLON,
  "~": nunjucks.TOKEN_TILDE,
  "|": nunjucks.TOKEN_PIPE,
};
const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const doubled = new Set(["==", "!=", "<=", ">=", "//", "**"]);
const single = "()[]{},:~|+-*/%<>=.;";

export class JinjaLexer extends Tokenizer {
  readonly source: Source;
  /** Length without the one trailing newline that Jinja drops. */
  readonly #length: number;
  /** Closing brackets that are owed. */
  readonly #owed: { closer: string; at: number }[] = [];
  /** The delimiter that opened the code being read, with its place. */
  #opened: { tag: "%" | "}"; at: number } = { tag: "%", at: 0 };
  /** The tag before asked to drop whitespace after it. */
  #trim = false;

  constructor(source: Source) {
    super("");
    this.source = source;
    const { text } = source;
    this.#length = text.endsWith("\r\n")
      ? text.length - 2
      : text.length - (/[\r\n]$/.test(text) ? 1 : 0);
  }

  override nextToken(): Token | null {
    return this.in_code ? this.#code() : this.#data();
  }

  #data(): Token | null {
    for (;;) {
      if (this.#trim) this.#skipSpace();
      const start = this.index;
      if (start >= this.#length) return null;
      const open = this.#nextOpening(start);
      const data = this.#dataToken(start, open);
      if (data !== undefined) {
        this.index = open;
        return data;
      }
      if (open >= this.#length) return null;
      this.index = open;
      const token = this.#tag(open);
      if (token !== undefined) return token;
    }
  }

  /** The tag at an offset; `undefined` for comments and empty raw blocks, which were skipped. */
  #tag(open: number): Token | undefined {
    const kind = this.source.text[open + 1];
    if (kind === "#") {
      this.#comment(open);
      return undefined;
    }
    const raw = kind === "%" ? this.#raw(open) : undefined;
    if (raw === undefined) return this.#open(open, kind === "%");
    return raw === "empty" ? undefined : raw;
  }

  #skipSpace(): void {
    this.#trim = false;
    space.lastIndex = this.index;
    if (space.test(this.source.text)) this.index = space.lastIndex;
  }

  /** Offset of the next `{%`, `{{` or `{#`; the end of the text when there is none. */
  #nextOpening(from: number): number {
    const { text } = this.source;
    for (
      let i = text.indexOf("{", from);
      i !== -1 && i + 1 < this.#length;
      i = text.indexOf("{", i + 1)
    ) {
      const next = text.charCodeAt(i + 1);
      if (next === 0x25 || next === 0x7b || next === 0x23) return i;
    }
    return this.#length;
  }

  /** The text before a tag; `undefined` when nothing of it is left. */
  #dataToken(start: number, end: number): Token | undefined {
    if (end <= start) return undefined;
    const { text } = this.source;
    let value = text.slice(start, end);
    if (end < this.#length && text[end + 2] === "-") value = value.trimEnd();
    if (value === "") return undefined;
    return { type: nunjucks.TOKEN_DATA, value: unixLines(value), start, end };
  }

  #comment(open: number): void {
    const close = this.source.text.indexOf("#}", open + 2);
    if (close === -1) {
      this.#fail("PTX3002", "comment is never closed", open, 2, "Close it with '#}'.");
    }
    this.#trim = this.source.text[close - 1] === "-" && close - 1 > open + 1;
    this.index = close + 2;
  }

  #raw(open: number): Token | "empty" | undefined {
    const { text } = this.source;
    rawStart.lastIndex = open;
    const match = rawStart.exec(text);
    if (match === null) return undefined;
    const end = new RegExp(`\\{%([-+]?)\\s*end${match[1]}\\s*(-?)%\\}`, "g");
    end.lastIndex = rawStart.lastIndex;
    const close = end.exec(text);
    if (close === null) {
      this.#fail(
        "PTX3004",
        `'${match[1]}' block is never closed`,
        open,
        2,
        `Close it with '{% end${match[1]} %}'.`,
      );
    }
    let value = text.slice(rawStart.lastIndex, close.index);
    let start = rawStart.lastIndex;
    if (match[2] === "-") {
      const trimmed = value.trimStart();
      start += value.length - trimmed.length;
      value = trimmed;
    }
    if (close[1] === "-") value = value.trimEnd();
    this.#trim = close[2] === "-";
    this.index = end.lastIndex;
    if (value === "") return "empty";
    return { type: nunjucks.TOKEN_DATA, value: unixLines(value), start, end: close.index };
  }

  #open(open: number, block: boolean): Token {
    const sign = this.source.text[open + 2];
    const end = open + (sign === "-" || sign === "+" ? 3 : 2);
    this.index = end;
    this.in_code = true;
    this.#opened = { tag: block ? "%" : "}", at: open };
    const type = block ? nunjucks.TOKEN_BLOCK_START : nunjucks.TOKEN_VARIABLE_START;
    return { type, value: block ? "{%" : "{{", start: open, end };
  }

  #code(): Token {
    const { text } = this.source;
    const at = afterSpace(text, this.index);
    const code = text.charCodeAt(at);
    if (at >= text.length) this.#unclosed();
    if (((code | 32) >= 0x61 && (code | 32) <= 0x7a) || code === 0x5f || code > 127)
      return this.#word(at);
    if (code === 0x27 || code === 0x22) return this.#string(at);
    if (code >= 0x30 && code <= 0x39) return this.#number(at);
    return this.#owed.length === 0 ? (this.#close(at) ?? this.#operator(at)) : this.#operator(at);
  }

  #token(type: string, value: string, start: number, end: number): Token {
    this.index = end;
    return { type, value, start, end };
  }

  #word(at: number): Token {
    const { text } = this.source;
    asciiWord.lastIndex = at;
    // `test` says where a match ends without making an object of it.
    if (asciiWord.test(text)) return this.#symbol(at, asciiWord.lastIndex);
    word.lastIndex = at;
    return word.test(text) ? this.#symbol(at, word.lastIndex) : this.#operator(at);
  }

  #symbol(start: number, end: number): Token {
    return this.#token(nunjucks.TOKEN_SYMBOL, this.source.text.slice(start, end), start, end);
  }

  #string(at: number): Token {
    string.lastIndex = at;
    if (!string.test(this.source.text)) {
      const quote = this.source.text[at];
      this.#fail("PTX3002", "text is never closed", at, 1, `Close it with ${quote}.`);
    }
    const end = string.lastIndex;
    const body = this.source.text.slice(at + 1, end - 1);
    const value = body.includes("\\")
      ? unescaped(body, (problem, offset) => {
          this.#fail(
            "PTX3008",
            problem,
            at + 1 + offset,
            2,
            "Write a backslash twice to mean itself.",
          );
        })
      : body;
    return this.#token(nunjucks.TOKEN_STRING, unixLines(value), at, end);
  }

  #number(at: number): Token {
    digits.lastIndex = at;
    const text = digits.exec(this.source.text)?.[0] ?? "";
    const end = at + text.length;
    const parsed = isWordCharacter(this.source.text, end) ? undefined : number(text);
    if (parsed === undefined) {
      const whole = /^[\w.]+/.exec(this.source.text.slice(at))?.[0] ?? text;
      this.#fail("PTX3008", `'${whole}' is not a number`, at, whole.length);
    }
    const type = parsed === "int" ? nunjucks.TOKEN_INT : nunjucks.TOKEN_FLOAT;
    return this.#token(type, text, at, at + text.length);
  }

  /** `%}`, `-%}`, `+%}` or `}}`, `-}}`, if the code ends here. */
  #close(at: number): Token | undefined {
    const { text } = this.source;
    const { tag } = this.#opened;
    const sign = text[at];
    const from = sign === "-" || (sign === "+" && tag === "%") ? at + 1 : at;
    if (text[from] !== tag || text[from + 1] !== "}") return undefined;
    this.in_code = false;
    this.#trim = sign === "-";
    const type = tag === "%" ? nunjucks.TOKEN_BLOCK_END : nunjucks.TOKEN_VARIABLE_END;
    return this.#token(type, `${tag}}`, at, from + 2);
  }

  #operator(at: number): Token {
    const { text } = this.source;
    const pair = text.slice(at, at + 2);
    if (doubled.has(pair)) return this.#token(nunjucks.TOKEN_OPERATOR, pair, at, at + 2);
    const char = pair[0] ?? "";
    if (char === "" || !single.includes(char)) {
      this.#fail("PTX3001", `unexpected character '${char}'`, at, 1);
    }
    this.#balance(char, at);
    return this.#token(types[char] ?? nunjucks.TOKEN_OPERATOR, char, at, at + 1);
  }

  #balance(char: string, at: number): void {
    const closer = closers[char];
    if (closer !== undefined) {
      this.#owed.push({ closer, at });
      return;
    }
    if (char !== ")" && char !== "]" && char !== "}") return;
    const owed = this.#owed.pop();
    if (owed?.closer === char) return;
    if (owed === undefined) this.#fail("PTX3001", `unexpected '${char}'`, at, 1);
    const opener = this.source.text[owed.at];
    this.#fail(
      "PTX3002",
      `found '${char}' where '${opener}' still waits for '${owed.closer}'`,
      at,
      1,
    );
  }

  #unclosed(): never {
    const owed = this.#owed.at(-1);
    if (owed !== undefined) {
      const opener = this.source.text[owed.at];
      this.#fail(
        "PTX3002",
        `'${opener}' is never closed`,
        owed.at,
        1,
        `Close it with '${owed.closer}'.`,
      );
    }
    const { tag, at } = this.#opened;
    const opener = tag === "%" ? "{%" : "{{";
    this.#fail("PTX3002", `'${opener}' is never closed`, at, 2, `Close it with '${tag}}'.`);
  }

  #fail(
    code: "PTX3001" | "PTX3002" | "PTX3004" | "PTX3008",
    message: string,
    at: number,
    length: number,
    hint?: string,
  ): never {
    throw new PtxError(code, message, { at: placeOf(this.source, at, length), hint });
  }
}

/** Where the white space at an offset ends. */
function afterSpace(text: string, from: number): number {
  let at = from;
  let code = text.charCodeAt(at);
  // Nearly always one blank: a loop is done before an expression has been started.
  while (code === 0x20 || (code >= 9 && code <= 13)) {
    at += 1;
    code = text.charCodeAt(at);
  }
  if (code <= 127) return at;
  space.lastIndex = at;
  return space.test(text) ? space.lastIndex : at;
}

function unixLines(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

function isWordCharacter(text: string, at: number): boolean {
  const code = text.charCodeAt(at) | 32;
  return (code >= 0x61 && code <= 0x7a) || text[at] === "_" || (code >= 0x30 && code <= 0x39);
}
