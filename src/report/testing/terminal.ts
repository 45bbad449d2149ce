/** A terminal that understands what `live` writes: line breaks, cursor up, erase below, wrapping. */

import { widthOf } from "../width.ts";
import type { Writer } from "../writer.ts";

export class Terminal implements Writer {
  readonly isTTY = true;
  readonly color = false;
  readonly #rows: string[] = [""];
  #row = 0;
  #columns: number;
  writes = 0;

  constructor(columns: number) {
    this.#columns = columns;
  }

  get columns(): number {
    return this.#columns;
  }

  /** Makes the window narrower: rows that no longer fit are broken, the cursor moves along. */
  resize(columns: number): void {
    this.#columns = columns;
    const rows: string[] = [];
    let cursor = 0;
    this.#rows.forEach((row, index) => {
      if (index === this.#row) cursor = rows.length;
      for (let at = 0; at === 0 || at < row.length; at += columns) {
        rows.push(row.slice(at, at + columns));
      }
    });
    this.#rows.splice(0, this.#rows.length, ...rows);
    this.#row = cursor;
  }

  /** What is on the screen, without empty rows at its end. */
  get screen(): string {
    return this.#rows.join("\n").trimEnd();
  }

  write(text: string): void {
    this.writes += 1;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are control characters.
    for (const [token] of text.matchAll(/\u001b\[\d*[A-Z]|[\n\r]|[^\u001b\n\r]+/g))
      this.#put(token);
  }

  #put(token: string): void {
    const [, count = "", letter] = /^.\[(\d*)([A-Z])$/.exec(token) ?? [];
    if (letter === "A") this.#row = Math.max(0, this.#row - Number(count));
    else if (letter === "J") this.#rows.splice(this.#row, this.#rows.length, "");
    else if (token === "\n") this.#down();
    else if (token !== "\r") this.#print(token);
  }

  #down(): void {
    this.#row += 1;
    if (this.#rows[this.#row] === undefined) this.#rows.push("");
  }

  #print(text: string): void {
    let line = "";
    for (const character of text) {
      if (widthOf(line + character) > this.#columns) {
        this.#rows[this.#row] = line;
        this.#down();
        line = "";
      }
      line += character;
    }
    this.#rows[this.#row] = line;
  }
}
