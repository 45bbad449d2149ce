/**
 * Finds the definitions of a file without parsing their bodies.
 *
 * Thousands of macro files are indexed so; only the macros that run are parsed. Tags are found as
 * the lexer finds them: comments, raw blocks and quoted text are respected.
 */
import type { Code } from "../core/codes.ts";
import { PtxError } from "../core/error.ts";
import type { Source } from "./ast.ts";
import { placeOf, sourceOf } from "./source.ts";

export type BlockKind = "macro" | "test" | "data_test" | "materialization" | "snapshot" | "docs";

export interface Block {
  readonly kind: BlockKind;
  readonly name: string;
  /** What the start tag holds after the name: `(a, b=1)` or `, adapter='duckdb'`. */
  readonly header: string;
  /** Offsets of the whole block, with the white space that its outer `-` signs remove. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** 1-based place of the start tag's `{%`. */
  readonly line: number;
  readonly column: number;
  /** What is between the start tag and the end tag. */
  readonly contents: string;
  readonly contentsStart: number;
  readonly contentsLine: number;
  readonly contentsColumn: number;
}

interface Tag {
  readonly word: string;
  /** Offsets of `{%` and after `%}`. */
  readonly open: number;
  readonly close: number;
  /** The same with the white space that `-` removes. */
  readonly outerStart: number;
  readonly outerEnd: number;
}

const kinds: ReadonlySet<string> = new Set<BlockKind>([
  "macro",
  "test",
  "data_test",
  "materialization",
  "snapshot",
  "docs",
]);
const flow = new Set(["if", "for"]);
/** Skips to the next thing that can end or hide the end of a tag. */
const inTag = /[^"'%{}]*/y;
const quoted = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|'[^'\\]*(?:\\[\s\S][^'\\]*)*'/y;
const tagWord = /\{%[-+]?\s*([A-Za-z_]\w*)?/y;
const blockName = /\s+([A-Za-z_]\w*)/y;

/**
 * The top-level definitions of a text, in order.
 *
 * @throws PtxError PTX3002 for tags and comments that are never closed, PTX3004 for blocks that are
 *   never closed, PTX3006 for definitions inside of others or of `if` and `for`.
 */
export function scanBlocks(text: string, file: string): Block[] {
  const source = sourceOf(text, file);
  const blocks: Block[] = [];
  const around: Tag[] = [];
  let open: Tag | undefined;
  for (const tag of tagsOf(source)) {
    if (open !== undefined && tag.word === `end${open.word}`) {
      blocks.push(blockOf(source, open, tag));
      open = undefined;
    } else if (defines(tag, open)) {
      const outside = open ?? around.at(-1);
      if (outside !== undefined) nested(source, tag, outside);
      open = tag;
    } else if (open === undefined) {
      noteFlow(tag, around);
    }
  }
  if (open !== undefined) {
    const hint = `Close it with '{% end${open.word} %}'.`;
    fail(source, "PTX3004", `'${open.word}' block is never closed`, open.open, hint);
  }
  return blocks;
}

/** Whether a tag starts a definition. The text of docs may show the tags of others. */
function defines(tag: Tag, open: Tag | undefined): boolean {
  return open?.word === "docs" ? tag.word === "docs" : kinds.has(tag.word);
}

/** Keeps the `if` and `for` blocks that are open. */
function noteFlow(tag: Tag, around: Tag[]): void {
  if (flow.has(tag.word)) around.push(tag);
  else if (tag.word.startsWith("end") && flow.has(tag.word.slice(3))) around.pop();
}

function nested(source: Source, tag: Tag, around: Tag): never {
  const at = placeOf(source, around.open);
  throw new PtxError("PTX3006", `'${tag.word}' block inside of a '${around.word}' block`, {
    at: placeOf(source, tag.open, 2),
    hint: kinds.has(around.word)
      ? `Close the ${around.word} first with '{% end${around.word} %}'.`
      : `Move it out of the '${around.word}'.`,
    related: [{ message: `'${around.word}' starts here`, at }],
  });
}

function blockOf(source: Source, open: Tag, end: Tag): Block {
  const { text } = source;
  tagWord.lastIndex = open.open;
  tagWord.exec(text);
  blockName.lastIndex = tagWord.lastIndex;
  const name = blockName.exec(text)?.[1];
  if (name === undefined) {
    fail(
      source,
      "PTX3001",
      `expected the name of the ${open.word}`,
      open.open,
      `Write '{% ${open.word} name … %}'.`,
    );
  }
  const headerEnd = open.close - (/[-+]/.test(text[open.close - 3] ?? "") ? 3 : 2);
  const place = placeOf(source, open.open);
  const contentsAt = placeOf(source, open.outerEnd);
  return {
    kind: open.word as BlockKind,
    name,
    header: text.slice(blockName.lastIndex, headerEnd).trim(),
    start: open.outerStart,
    end: end.outerEnd,
    text: text.slice(open.outerStart, end.outerEnd),
    line: place.line,
    column: place.column,
    contents: text.slice(open.outerEnd, Math.max(open.outerEnd, end.outerStart)),
    contentsStart: open.outerEnd,
    contentsLine: contentsAt.line,
    contentsColumn: contentsAt.column,
  };
}

function* tagsOf(source: Source): Iterable<Tag> {
  const { text } = source;
  let at = text.indexOf("{");
  while (at !== -1) {
    const next = text[at + 1];
    if (next === "#") {
      at = text.indexOf("{", commentEnd(source, at));
    } else if (next === "{") {
      at = text.indexOf("{", codeEnd(source, at, "}}"));
    } else if (next === "%") {
      const tag = tagAt(source, at);
      if (tag.word === "raw" || tag.word === "verbatim") {
        at = text.indexOf("{", rawEnd(source, tag));
      } else {
        yield tag;
        at = text.indexOf("{", tag.close);
      }
    } else {
      at = text.indexOf("{", at + 1);
    }
  }
}

function tagAt(source: Source, open: number): Tag {
  const { text } = source;
  tagWord.lastIndex = open;
  const word = tagWord.exec(text)?.[1] ?? "";
  const close = codeEnd(source, open, "%}");
  let outerStart = open;
  if (text[open + 2] === "-") while (/\s/.test(text[outerStart - 1] ?? "")) outerStart -= 1;
  let outerEnd = close;
  if (text[close - 3] === "-") while (/\s/.test(text[outerEnd] ?? "")) outerEnd += 1;
  return { word, open, close, outerStart, outerEnd };
}

/** Offset after the `%}` or `}}` that ends the code opened at `open`. */
function codeEnd(source: Source, open: number, closer: string): number {
  const { text } = source;
  let depth = 0;
  for (let at = open + 2; at < text.length; ) {
    inTag.lastIndex = at;
    inTag.exec(text);
    at = inTag.lastIndex;
    const char = text[at];
    if (char === '"' || char === "'") {
      quoted.lastIndex = at;
      if (quoted.exec(text) === null) {
        fail(source, "PTX3002", "text is never closed", at, `Close it with ${char}.`);
      }
      at = quoted.lastIndex;
      continue;
    }
    // The braces of a dict may stand next to those of the tag: `{{ {'a': {}}}}`.
    if (char === "{") depth += 1;
    else if (char === "}" && depth > 0) depth -= 1;
    else if (text.startsWith(closer, at)) return at + 2;
    at += 1;
  }
  const opener = text.slice(open, open + 2);
  return fail(source, "PTX3002", `'${opener}' is never closed`, open, `Close it with '${closer}'.`);
}

function commentEnd(source: Source, open: number): number {
  const close = source.text.indexOf("#}", open + 2);
  if (close === -1) fail(source, "PTX3002", "comment is never closed", open, "Close it with '#}'.");
  return close + 2;
}

function rawEnd(source: Source, tag: Tag): number {
  const end = new RegExp(`\\{%[-+]?\\s*end${tag.word}\\s*[-+]?%\\}`, "g");
  end.lastIndex = tag.close;
  if (end.exec(source.text) === null) {
    fail(
      source,
      "PTX3004",
      `'${tag.word}' block is never closed`,
      tag.open,
      `Close it with '{% end${tag.word} %}'.`,
    );
  }
  return end.lastIndex;
}

function fail(source: Source, code: Code, message: string, at: number, hint: string): never {
  throw new PtxError(code, message, { at: placeOf(source, at, 2), hint });
}
