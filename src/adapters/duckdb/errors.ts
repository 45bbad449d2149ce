/**
 * What DuckDB says when it refuses, as `PtxError`.
 *
 * With `errors_as_json` a message is a JSON object with the position in the statement. Some errors
 * (out of memory, those of extensions) still come as text with a `LINE n:` and a caret below.
 */
import type { SqlErrorFacts } from "../../core/adapter.ts";
import { PtxError } from "../../core/error.ts";
import { positionAt } from "../../core/location.ts";

export interface DuckdbMessage {
  /** `Binder`, `Catalog`, `Conversion`, …; empty when unknown. */
  readonly kind: string;
  readonly subtype: string;
  readonly text: string;
  readonly position: number | undefined;
  readonly candidates: readonly string[];
}

/** Takes apart the message of an error that the driver threw. */
export function readMessage(error: unknown): DuckdbMessage {
  const raw = error instanceof Error ? error.message : String(error);
  const start = raw.indexOf('{"exception_type"');
  if (start !== -1) {
    const parsed = parseJson(raw.slice(start));
    if (parsed) return parsed;
  }
  const [, kind = "", told = raw] = /^([A-Za-z ]+?) Error: ([\s\S]*)$/.exec(raw) ?? [];
  const text = withoutInternals(told);
  return { kind, subtype: "", text, position: undefined, candidates: candidatesIn(text) };
}

function parseJson(json: string): DuckdbMessage | undefined {
  let fields: Record<string, string>;
  try {
    fields = JSON.parse(json) as Record<string, string>;
  } catch {
    return undefined; // Not JSON after all: the text form is read instead.
  }
  const text = withoutInternals(fields["exception_message"] ?? json);
  const position = fields["position"];
  const named = fields["candidates"];
  return {
    kind: fields["exception_type"] ?? "",
    subtype: fields["error_subtype"] ?? "",
    text,
    position: position === undefined ? undefined : Number(position),
    candidates: named ? listed(named) : candidatesIn(text),
  };
}

/** DuckDB also proposes its own catalog tables and operators, which nobody has mistyped. */
const internal = /^(pg_|information_schema\.|duckdb_|sqlite_)|__postfix$/;

const listed = (names: string): string[] =>
  names
    .split(",")
    .map((name) => name.trim())
    .filter((name) => !internal.test(name));

function withoutInternals(text: string): string {
  return text.replace(/\n?Did you mean "([^"]*)"\?/, (line, name: string) =>
    internal.test(name) ? "" : line,
  );
}

/** `Candidate bindings: "a", "b"`, `Did you mean "x"?`. */
function candidatesIn(text: string): string[] {
  const [, bindings = ""] = /Candidate (?:bindings|tables|functions)[^:]*: (.+)/.exec(text) ?? [];
  const [, meant] = /Did you mean "([^"]+)"/.exec(text) ?? [];
  const names = [...bindings.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name);
  return meant ? [meant, ...names] : names;
}

/** Offset of the caret in a text that quotes `LINE n: …`; it counts from the quoted line's start. */
function caretOffset(sql: string, text: string): number | undefined {
  const found = /(?:^|\n)LINE (\d+): (.*)\n( *)\^/.exec(text);
  if (!found) return undefined;
  const [, line = "1", quoted = "", indent = ""] = found;
  const lines = sql.split("\n");
  const index = Number(line) - 1;
  const column = indent.length - `LINE ${line}: `.length;
  // A long line is quoted from its middle, between dots.
  const shown = quoted.replace(/^\.\.\./, "").replace(/\.\.\.$/, "");
  const cut = quoted.startsWith("...") ? (lines[index]?.indexOf(shown) ?? 0) - 3 : 0;
  const before = lines.slice(0, index).reduce((sum, text) => sum + text.length + 1, 0);
  return before + Math.max(0, cut + column);
}

/** Positions count bytes of UTF-8, offsets count UTF-16 units. */
function byteToOffset(sql: string, bytes: number): number {
  const encoded = Buffer.from(sql, "utf8");
  return encoded.length === sql.length ? bytes : encoded.subarray(0, bytes).toString("utf8").length;
}

/** The facts of a rejected statement. */
export function factsOf(sql: string, message: DuckdbMessage): SqlErrorFacts {
  const { text, position, candidates } = message;
  const offset = position === undefined ? caretOffset(sql, text) : byteToOffset(sql, position);
  return { sql, offset, message: text.replace(/\n\nLINE \d+:[\s\S]*$/, ""), candidates };
}

/** The extension that a statement needs and DuckDB cannot get; `undefined` for other errors. */
export function missingExtension({ text }: DuckdbMessage): string | undefined {
  const told =
    /Failed to download extension "([\w-]+)"/.exec(text) ??
    /Extension "(?:[^"]*\/)?([\w-]+?)(?:\.duckdb_extension)?" not found/.exec(text) ??
    /exists in the (\w+) extension/.exec(text);
  return told?.[1];
}

/** How to get an extension onto a machine. */
export const extensionHint = (name: string): string =>
  `Run \`install ${name}\` once in DuckDB on a machine with a network connection and copy its folder of extensions here, or list "${name}" under \`extensions\` of the target where there is a network.`;

/** Whether another transaction was in the way, so that trying again can succeed. */
export function isConflict({ kind, text }: DuckdbMessage): boolean {
  return kind.startsWith("Transaction") && /conflict/i.test(text);
}

/**
 * The error of a statement: PTX4003 stopped, PTX4007 full disk, PTX4008 conflict, PTX4012 DuckDB
 * gave up, else PTX4001.
 *
 * @param before What was sent in front of the statement.
 */
export function statementError(sql: string, error: unknown, before = ""): PtxError {
  const message = readMessage(error);
  const sent = factsOf(`${before}${sql}`, message);
  const offset = sent.offset === undefined ? undefined : Math.max(0, sent.offset - before.length);
  const facts = { ...sent, sql, offset };
  const cause = Object.assign(new Error(facts.message), facts);
  if (message.kind === "Interrupt" || message.kind === "INTERRUPT") {
    return new PtxError("PTX4003", "the statement was stopped before it ended", { cause });
  }
  if (/No space left on device|disk (is )?full/i.test(message.text)) {
    return new PtxError("PTX4007", `the disk is full: ${firstLine(facts.message)}`, {
      cause,
      hint: "Free space where the database file and its temporary files are, then run again: a transaction that did not end leaves no trace.",
    });
  }
  if (/database has been invalidated/i.test(message.text)) {
    return new PtxError("PTX4012", `DuckDB gave up: ${firstLine(facts.message)}`, {
      cause,
      hint: "Run again; if the same statement fails each time, rewrite it: it meets an error in DuckDB.",
    });
  }
  if (message.kind === "Out of Memory") {
    return new PtxError("PTX4001", `Out of Memory Error: ${facts.message}`, {
      cause,
      hint: "Give DuckDB more memory (`settings: {memory_limit: …}`) or fewer threads (`settings: {threads: …}`).",
    });
  }
  if (isConflict(message)) {
    return new PtxError("PTX4008", `another transaction changed the same data: ${facts.message}`, {
      cause,
      hint: "Run again, and let only one node or process write to this table at a time.",
    });
  }
  const missing = /^Table with name .* does not exist/.test(facts.message);
  const hint =
    "Build or load it first; what a model, seed or snapshot makes is read with ref('…').";
  const extension = missingExtension(message);
  const advice =
    extension !== undefined
      ? { hint: extensionHint(extension) }
      : missing && facts.candidates.length === 0
        ? { hint }
        : {};
  return new PtxError("PTX4001", describe(sql, message, facts), { cause, ...advice });
}

/** `Binder Error: Referenced column … (line 3, column 8 of the statement)`. */
function describe(
  sql: string,
  { kind }: DuckdbMessage,
  { message, offset }: SqlErrorFacts,
): string {
  const named = kind ? `${kind} Error: ${message}` : message;
  if (offset === undefined) return named;
  const { line, column } = positionAt(sql, offset);
  return `${named}\n(line ${line}, column ${column} of the statement)`;
}

export function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}
