/** The text form of arrays: `{1,NULL,"a,b",{…}}`, with bounds in front where they are not the usual. */
import type { SqlValue } from "../../core/adapter.ts";

/** Reads an array; elements that are arrays become arrays. */
export function parseArray(text: string, read: (element: string) => SqlValue): SqlValue {
  const start = text.indexOf("{");
  return new Reader(text, Math.max(0, start), read).list();
}

class Reader {
  readonly #text: string;
  readonly #read: (element: string) => SqlValue;
  #at: number;

  constructor(text: string, at: number, read: (element: string) => SqlValue) {
    this.#text = text;
    this.#at = at;
    this.#read = read;
  }

  list(): SqlValue[] {
    const items: SqlValue[] = [];
    this.#at += 1;
    while (this.#at < this.#text.length && this.#text[this.#at] !== "}") {
      items.push(this.#element());
      if (this.#text[this.#at] === ",") this.#at += 1;
    }
    this.#at += 1;
    return items;
  }

  #element(): SqlValue {
    if (this.#text[this.#at] === "{") return this.list();
    if (this.#text[this.#at] === '"') return this.#read(this.#quoted());
    const start = this.#at;
    while (!/[,}]/.test(this.#text[this.#at] ?? "}")) this.#at += 1;
    const bare = this.#text.slice(start, this.#at);
    return bare.toUpperCase() === "NULL" ? null : this.#read(bare);
  }

  #quoted(): string {
    let value = "";
    this.#at += 1;
    while (this.#at < this.#text.length && this.#text[this.#at] !== '"') {
      if (this.#text[this.#at] === "\\") this.#at += 1;
      value += this.#text[this.#at] ?? "";
      this.#at += 1;
    }
    this.#at += 1;
    return value;
  }
}
