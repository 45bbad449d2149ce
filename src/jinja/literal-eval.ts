/** Python's `ast.literal_eval`: texts that are a literal. */

import { Bytes } from "./bytes.ts";
import { dictSet } from "./collections.ts";
import { PyError } from "./errors.ts";
import { number, unescaped } from "./literals.ts";
import { float, int } from "./numbers.ts";
import { negate } from "./operators.ts";
import { PySet } from "./sets.ts";
import { Tuple, type Value } from "./value.ts";

/** The value that a text denotes; `undefined` when it is not a literal of Python. */
export function literalValue(text: string): Value | undefined {
  const reader = new LiteralReader(text);
  try {
    return reader.readAll();
  } catch (error) {
    if (error instanceof NotLiteral || error instanceof PyError) return undefined;
    throw error;
  }
}

class NotLiteral extends Error {}

const numberText =
  /(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)/y;
const stringText =
  /([rRbBuU]{0,2})('''[\s\S]*?'''|"""[\s\S]*?"""|'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*")/y;
const wordText = /[A-Za-z_]\w*/y;

class LiteralReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    // Leading blanks and tabs are allowed, line ends only inside of brackets or at the end.
    this.#text = text.replace(/^[ \t]+/, "");
  }

  readAll(): Value {
    if (/^[\s]/.test(this.#text)) throw new NotLiteral();
    const value = this.#sequence("");
    this.#space();
    if (this.#at < this.#text.length) throw new NotLiteral();
    return value;
  }

  #space(): void {
    while (/\s/.test(this.#text[this.#at] ?? "")) this.#at += 1;
  }
  #skip(char: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }
  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }

  /** One value, or a tuple, up to a closing bracket or the end. */
  #sequence(closer: string): Value {
    const items = [this.#value()];
    let comma = false;
    while (this.#skip(",")) {
      comma = true;
      this.#space();
      const next = this.#text[this.#at] ?? "";
      if (next === closer) break;
      items.push(this.#value());
    }
    return comma ? Tuple.from(items) : items[0];
  }

  #value(): Value {
    this.#space();
    if (this.#skip("-")) return negate("-", this.#number());
    if (this.#skip("+")) return negate("+", this.#number());
    if (this.#skip("(")) return this.#tuple();
    if (this.#skip("[")) return this.#list();
    if (this.#skip("{")) return this.#dictOrSet();
    const text = this.#texts();
    if (text !== undefined) return text;
    const word = this.#match(wordText)?.[0];
    if (word === undefined) return this.#number();
    if (word === "True") return true;
    if (word === "False") return false;
    if (word === "None") return null;
    if (word === "set" && this.#skip("(") && this.#skip(")")) return new PySet();
    throw new NotLiteral();
  }

  #number(): Value {
    this.#space();
    if (this.#skip("-")) return negate("-", this.#number());
    if (this.#skip("+")) return negate("+", this.#number());
    const text = this.#match(numberText)?.[0];
    if (text === undefined || /\w/.test(this.#text[this.#at] ?? "")) throw new NotLiteral();
    const kind = number(text);
    if (kind === undefined || /^0\d*[1-9]\d*$/.test(text)) throw new NotLiteral();
    const plain = text.replaceAll("_", "");
    if (kind === "float") return float(Number(plain));
    return int(BigInt(plain));
  }

  #texts(): Value | undefined {
    let text: string | undefined;
    let bytes = false;
    for (;;) {
      const match = this.#match(stringText);
      if (match === undefined) break;
      const [, prefix = "", quoted = ""] = match;
      const size = /^(?:'''|""")/.test(quoted) ? 3 : 1;
      const body = quoted.slice(size, -size);
      const raw = /r/i.test(prefix);
      bytes = /b/i.test(prefix);
      text =
        (text ?? "") +
        (raw
          ? body
          : unescaped(body, () => {
              throw new NotLiteral();
            }));
      this.#space();
    }
    if (text === undefined || !bytes) return text;
    return new Bytes(Uint8Array.from(text, (char) => char.charCodeAt(0)));
  }

  #tuple(): Value {
    if (this.#skip(")")) return new Tuple();
    const value = this.#sequence(")");
    if (!this.#skip(")")) throw new NotLiteral();
    return value;
  }

  #list(): Value {
    const items: Value[] = [];
    while (!this.#skip("]")) {
      items.push(this.#value());
      if (this.#skip(",")) continue;
      if (!this.#skip("]")) throw new NotLiteral();
      break;
    }
    return items;
  }

  #dictOrSet(): Value {
    const dict = new Map<Value, Value>();
    const set = new PySet();
    while (!this.#skip("}")) {
      const key = this.#value();
      if (this.#skip(":")) dictSet(dict, key, this.#value());
      else set.add(key);
      if (this.#skip(",")) continue;
      if (!this.#skip("}")) throw new NotLiteral();
      break;
    }
    if (set.items.length > 0 && dict.size > 0) throw new NotLiteral();
    return set.items.length > 0 ? set : dict;
  }
}
