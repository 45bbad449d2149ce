/** A JUnit report, for CI systems that show results as tests: a case per node and per data test. */
import type { Event, NodeResult } from "../core/event.ts";
import { diagnosticLines } from "./diagnostic.ts";
import { isTest } from "./lines.ts";
import { tallied } from "./tally.ts";
import type { ReadLine, Reporter } from "./writer.ts";

export interface JunitOptions {
  readonly project: string;
  readonly readLine: ReadLine;
  /** Gets the whole document when the run is over. */
  readonly save: (xml: string) => void;
}

/** Text for XML 1.0, which has no way to write most control characters. */
function escaped(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML cannot hold.
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
  );
}

/** Line breaks in attributes would become blanks. */
const attribute = (text: string): string =>
  escaped(text).replaceAll("\n", "&#10;").replaceAll("\t", "&#9;").replaceAll("\r", "&#13;");

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${attribute(String(value))}"`)
    .join("");
}

function detailed(
  { error, message, status, compiledPath }: NodeResult,
  readLine: ReadLine,
): string {
  const text = error
    ? diagnosticLines(error, readLine).join("\n")
    : (message ?? `status ${status}`);
  return compiledPath === null ? text : `${text}\ncompiled code at ${compiledPath}`;
}

function outcome(result: NodeResult, readLine: ReadLine): string {
  const { status, error, message, skippedBy } = result;
  const first = (error?.message ?? message ?? status).split("\n", 1)[0] ?? status;
  const element = (tag: string): string =>
    `<${tag}${attributes({ message: first, type: error?.code ?? status })}>${escaped(detailed(result, readLine))}</${tag}>`;
  switch (status) {
    case "fail":
      return element("failure");
    case "error":
    case "runtime error":
    case "partial success":
      return element("error");
    case "skipped": {
      const reason = skippedBy === undefined ? (message ?? "skipped") : `${skippedBy} failed`;
      return `<skipped${attributes({ message: reason })}/>`;
    }
    case "warn":
      return `<system-out>${escaped(`warning: ${detailed(result, readLine)}`)}</system-out>`;
    case "success":
    case "pass":
    case "no-op":
      return "";
  }
}

function testCase(result: NodeResult, readLine: ReadLine): string {
  const { label, executionTime, at } = result;
  const line = at ? { line: at.line } : {};
  const head = attributes({
    classname: label.file.replace(/\.\w+$/, "").replaceAll("/", "."),
    name: isTest(label) ? label.name : `${label.type} ${label.name}`,
    time: executionTime.toFixed(3),
    file: label.file,
    ...line,
  });
  const inside = outcome(result, readLine);
  return inside === "" ? `    <testcase${head}/>` : `    <testcase${head}>${inside}</testcase>`;
}

function suite(name: string, results: readonly NodeResult[], at: Date, readLine: ReadLine): string {
  const failures = results.filter(({ status }) => status === "fail").length;
  const { error, skip } = tallied(results);
  const time = results.reduce((sum, { executionTime }) => sum + executionTime, 0);
  const head = attributes({
    name,
    tests: results.length,
    failures,
    errors: error - failures,
    skipped: skip,
    time: time.toFixed(3),
    timestamp: at.toISOString().slice(0, 19),
  });
  const cases = results.map((result) => testCase(result, readLine));
  return [`  <testsuite${head}>`, ...cases, "  </testsuite>"].join("\n");
}

/** The document of a finished run: one suite for nodes, one for tests. */
export function junitXml(
  { results, ms, at }: Extract<Event, { type: "run:done" }>,
  { project, readLine }: Omit<JunitOptions, "save">,
): string {
  const tests = results.filter(({ label }) => isTest(label));
  const nodes = results.filter(({ label }) => !isTest(label));
  const failures = results.filter(({ status }) => status === "fail").length;
  const { error, skip } = tallied(results);
  const head = attributes({
    name: project,
    tests: results.length,
    failures,
    errors: error - failures,
    skipped: skip,
    time: (ms / 1000).toFixed(3),
  });
  const suites = [
    ...(nodes.length > 0 ? [suite(`${project} nodes`, nodes, at, readLine)] : []),
    ...(tests.length > 0 ? [suite(`${project} data tests`, tests, at, readLine)] : []),
  ];
  const body = suites.length === 0 ? "" : `\n${suites.join("\n")}\n`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${head}>${body}</testsuites>\n`;
}

export function junit(options: JunitOptions): Reporter {
  return (event) => {
    if (event.type === "run:done") options.save(junitXml(event, options));
  };
}
