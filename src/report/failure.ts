/** The block about one failure at the end of a run: cause, place, evidence, consequences. */
import type { NodeResult } from "../core/event.ts";
import type { JsonObject } from "../core/node.ts";
import { diagnosticLines, placeOf } from "./diagnostic.ts";
import { isTest } from "./lines.ts";
import type { Style } from "./style.ts";
import { cut, fill, widthOf } from "./width.ts";
import { counted, listed } from "./words.ts";
import type { ReadLine } from "./writer.ts";

/** Commands to suggest; absent ones are not suggested. */
export interface Suggestions {
  /** Runs again what failed and what was skipped: `ptx retry`. */
  readonly retry?: string | undefined;
  /** Shows all failing rows of a test. */
  readonly failingRows?: ((test: string) => string) | undefined;
}

export interface FailureContext {
  readonly readLine: ReadLine;
  readonly style: Style;
  readonly suggestions: Suggestions;
  /** What was skipped, by the node that was the cause. */
  readonly skipped: ReadonlyMap<string, readonly NodeResult[]>;
}

const widestCell = 40;

function cell(value: unknown): string {
  if (value === null || value === undefined) return "null";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return cut(text.replaceAll(/\s+/g, " "), widestCell);
}

/** Rows as a small table without frames. */
function table(rows: readonly JsonObject[], style: Style): string[] {
  const names = Object.keys(rows[0] ?? {});
  const cells = [
    names.map((name) => cell(name)),
    ...rows.map((row) => names.map((n) => cell(row[n]))),
  ];
  const widths = names.map((_, i) => Math.max(...cells.map((line) => widthOf(line[i] ?? ""))));
  return cells.map((line, index) => {
    const text = line
      .map((value, i) => fill(value, widths[i] ?? 0))
      .join("  ")
      .trimEnd();
    return index === 0 ? style.faint(text) : text;
  });
}

function sampleLines({ sample = [], failures }: NodeResult, style: Style): string[] {
  if (sample.length === 0) return [];
  const rest = (failures ?? 0) - sample.length;
  const more = rest > 0 ? [style.faint(`… and ${counted(rest, "more", "more")}`)] : [];
  return [...table(sample, style), ...more].map((line) => `    ${line}`);
}

function consequence(skipped: readonly NodeResult[]): string[] {
  if (skipped.length === 0) return [];
  const built = skipped.filter(({ label }) => !isTest(label)).map(({ label }) => label.name);
  const tests = skipped.length - built.length;
  const parts = [
    ...(built.length > 0 ? [`${counted(built.length, "node")} (${listed(built)})`] : []),
    ...(tests > 0 ? [counted(tests, "test")] : []),
  ];
  return [`  skipped because of it: ${parts.join(" and ")}`];
}

/** Rows of a difference by their mark: missing, not expected, changed. */
function marked(line: string, style: Style): string {
  const [, mark] = /^ {4}([-+→]) /.exec(line) ?? [];
  if (mark === undefined) return line;
  return mark === "-" ? style.bad(line) : mark === "+" ? style.good(line) : style.mild(line);
}

/** Why it failed: the diagnostic when there is one, else the message of the result. */
function cause(result: NodeResult, { readLine, style }: FailureContext): string[] {
  const { error, label, message, status } = result;
  if (error) return diagnosticLines(error, readLine, style).map((line) => `  ${line}`);
  const lines = (message ?? `status ${status}`).split("\n").map((line) => `  ${line}`.trimEnd());
  return label.type === "unit_test" ? lines.map((line) => marked(line, style)) : lines;
}

export function failureBlock(result: NodeResult, context: FailureContext): string[] {
  const { style, suggestions, skipped } = context;
  const { label, status, at, compiledPath, sample } = result;
  const word = status === "warn" ? "Warning" : "Failure";
  const paint = status === "warn" ? style.mild : style.bad;
  const place = at ? placeOf(at) : label.file;
  const kind = label.type === "source" ? "freshness of" : label.type.replaceAll("_", " ");
  const lines = [
    paint(`${word} in ${kind} ${label.name} (${place})`),
    ...cause(result, context),
    ...sampleLines(result, style),
  ];
  if (compiledPath !== null) lines.push(`  compiled code at ${compiledPath}`);
  if (sample && sample.length > 0 && result.relationName !== null) {
    lines.push(`  all of them: select * from ${result.relationName}`);
  } else if (sample && sample.length < (result.failures ?? 0) && suggestions.failingRows) {
    lines.push(`  all of them: ${suggestions.failingRows(label.name)}`);
  }
  return [...lines, ...consequence(skipped.get(label.id) ?? [])];
}
