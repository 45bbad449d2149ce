/**
 * Reads the plain part of YAML that property files are made of, about ten times faster than a full
 * parser: block mappings and sequences, scalars on one line, `|` and `>` text, flow collections on
 * one line. Whatever else it meets (anchors, tags, several lines of plain text, duplicate keys,
 * anything malformed) it declines, and the full parser decides. A test holds both to equal values.
 */
import type { Json, JsonObject } from "../../core/node.ts";
import { blockScalar } from "./block-scalar.ts";
import { doubleQuoted, readFlow, singleQuoted } from "./flow.ts";
import { resolvePlain } from "./scalars.ts";
import { put } from "./tree.ts";
import { type Lines, unusual } from "./unusual.ts";

/** Line breaks other than `\n`, tabs, BOM and unprintable characters. */
const odd =
  /[^\n\x20-\x7e\u{a0}-\u{2027}\u{202a}-\u{d7ff}\u{e000}-\u{fefe}\u{ff00}-\u{fffd}\u{10000}-\u{10ffff}]/u;
const marker = /^(?:---|\.\.\.|%)/m;
const entry = /^(?:([A-Za-z_+][\w ./+-]*?)|"([^"\\]*)"|'([^']*)') *:(?: +(.*))?$/;
const dash = 45;
const hash = 35;

/** The value of a document; `undefined` when it is not plain enough, or not valid. */
export function quickYaml(text: string): Json | undefined {
  const body = text.startsWith("---\n") ? text.slice(4) : text;
  if (odd.test(body) || marker.test(body)) return undefined;
  const lines: Lines = { text: body.split("\n"), at: 0 };
  try {
    const indent = nextIndent(lines);
    if (indent < 0) return undefined;
    const value = block(lines, indent);
    return nextIndent(lines) < 0 ? value : undefined;
  } catch (error) {
    if (error === unusual) return undefined;
    throw error;
  }
}

/** Skips blank lines and comments; the indentation of the line that it stops at, -1 at the end. */
function nextIndent(lines: Lines): number {
  for (; lines.at < lines.text.length; lines.at += 1) {
    const line = lines.text[lines.at] ?? "";
    let indent = 0;
    while (line.charCodeAt(indent) === 32) indent += 1;
    if (indent < line.length && line.charCodeAt(indent) !== hash) return indent;
  }
  return -1;
}

function block(lines: Lines, indent: number): Json {
  return isItem(lines.text[lines.at] ?? "", indent)
    ? sequence(lines, indent)
    : mapping(lines, indent);
}

function isItem(line: string, indent: number): boolean {
  if (line.charCodeAt(indent) !== dash) return false;
  return line.length === indent + 1 || line.charCodeAt(indent + 1) === 32;
}

function sequence(lines: Lines, indent: number): Json[] {
  const items: Json[] = [];
  while (nextIndent(lines) === indent) {
    const line = lines.text[lines.at] ?? "";
    if (!isItem(line, indent)) break;
    const rest = line.slice(indent + 1).trim();
    items.push(
      isItem(rest, 0) || entry.test(rest)
        ? inItem(lines, line, indent)
        : value(lines, rest, indent, false),
    );
  }
  return items;
}

/** A collection that starts on the line of its dash: read as if the dash were a space. */
function inItem(lines: Lines, line: string, indent: number): Json {
  lines.text[lines.at] = `${line.slice(0, indent)} ${line.slice(indent + 1)}`;
  return block(lines, nextIndent(lines));
}

function mapping(lines: Lines, indent: number): JsonObject {
  const object: JsonObject = {};
  while (nextIndent(lines) === indent) {
    const line = lines.text[lines.at] ?? "";
    if (isItem(line, indent)) break;
    const match = entry.exec(line.slice(indent).trimEnd());
    if (match === null) throw unusual;
    const key = keyOf(match);
    if (Object.hasOwn(object, key)) throw unusual;
    put(object, key, value(lines, match[4] ?? "", indent, true));
  }
  return object;
}

function keyOf([, plain, double, single]: RegExpExecArray): string {
  if (plain === undefined) return double ?? single ?? "";
  if (resolvePlain(plain) !== plain) throw unusual;
  return plain;
}

/** The value behind a key or dash; leaves `lines` at the line after it. */
function value(lines: Lines, rest: string, indent: number, ofKey: boolean): Json {
  lines.at += 1;
  const first = rest.charCodeAt(0);
  if (Number.isNaN(first) || first === hash) return nested(lines, indent, ofKey);
  switch (rest[0]) {
    case "|":
    case ">":
      return blockScalar(lines, rest, indent);
    case "'":
      return singleQuoted(rest);
    case '"':
      return doubleQuoted(rest);
    case "[":
    case "{":
      return readFlow(rest);
    default:
      return plainScalar(rest);
  }
}

function nested(lines: Lines, indent: number, ofKey: boolean): Json {
  const next = nextIndent(lines);
  if (next > indent) return block(lines, next);
  // A sequence may stand at the indentation of its key.
  if (ofKey && next === indent && isItem(lines.text[lines.at] ?? "", indent))
    return sequence(lines, indent);
  return null;
}

function plainScalar(rest: string): Json {
  if (/^(?:[,\]}&*!%@`?:]|<<|-(?![\w.]))/.test(rest)) throw unusual;
  const comment = rest.indexOf(" #");
  const text = comment < 0 ? rest : rest.slice(0, comment).trimEnd();
  if (text.includes(": ") || text.endsWith(":")) throw unusual;
  return resolvePlain(text);
}
