/** Quoted scalars and flow collections on one line, for the quick reader. */
import type { Json, JsonObject } from "../../core/node.ts";
import { resolvePlain } from "./scalars.ts";
import { put } from "./tree.ts";
import { unusual } from "./unusual.ts";

const end = /^ *(?:$| #)/;
const single = /'((?:[^']|'')*)'/y;
const double = /"((?:[^"\\]|\\[nt"\\/])*)"/y;
const plain = /(?:[A-Za-z0-9_./+$(~]|-(?=[\d.]))[^,[\]{}#:'"&*!|>%@`]*/y;
const key = /([A-Za-z_][\w.-]*):(?= )/y;
const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t" };

export const singleQuoted = (text: string): string => whole(text, readSingle);
export const doubleQuoted = (text: string): string => whole(text, readDouble);
export const readFlow = (text: string): Json => whole(text, collection);

interface Cursor {
  readonly text: string;
  at: number;
}

function whole<T>(text: string, read: (cursor: Cursor) => T): T {
  const cursor = { text, at: 0 };
  const value = read(cursor);
  if (!end.test(text.slice(cursor.at))) throw unusual;
  return value;
}

function collection(cursor: Cursor): Json {
  const open = cursor.text[cursor.at];
  cursor.at += 1;
  if (open === "[") return list(cursor);
  return object(cursor);
}

function list(cursor: Cursor): Json[] {
  const items: Json[] = [];
  while (!closes(cursor, "]")) {
    items.push(item(cursor));
    separator(cursor, "]");
  }
  return items;
}

function object(cursor: Cursor): JsonObject {
  const found: JsonObject = {};
  while (!closes(cursor, "}")) {
    const [, name] = match(cursor, key);
    if (name === undefined || resolvePlain(name) !== name || Object.hasOwn(found, name))
      throw unusual;
    put(found, name, item(cursor));
    separator(cursor, "}");
  }
  return found;
}

function item(cursor: Cursor): Json {
  skipSpaces(cursor);
  switch (cursor.text[cursor.at]) {
    case "'":
      return readSingle(cursor);
    case '"':
      return readDouble(cursor);
    case "[":
    case "{":
      return collection(cursor);
    default:
      return resolvePlain(match(cursor, plain)[0].trimEnd());
  }
}

function closes(cursor: Cursor, bracket: string): boolean {
  skipSpaces(cursor);
  if (cursor.text[cursor.at] !== bracket) return false;
  cursor.at += 1;
  return true;
}

/** A comma, or (not consumed) the closing bracket. */
function separator(cursor: Cursor, bracket: string): void {
  skipSpaces(cursor);
  if (cursor.text[cursor.at] === ",") cursor.at += 1;
  else if (cursor.text[cursor.at] !== bracket) throw unusual;
}

function readSingle(cursor: Cursor): string {
  return (match(cursor, single)[1] ?? "").replaceAll("''", "'");
}

function readDouble(cursor: Cursor): string {
  return (match(cursor, double)[1] ?? "").replace(/\\(.)/g, (_, c: string) => escapes[c] ?? c);
}

function match(cursor: Cursor, pattern: RegExp): RegExpExecArray {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text);
  if (found === null) throw unusual;
  cursor.at = pattern.lastIndex;
  return found;
}

function skipSpaces(cursor: Cursor): void {
  while (cursor.text.charCodeAt(cursor.at) === 32) cursor.at += 1;
}
