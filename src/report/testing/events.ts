/** Events of runs that never happened, for tests of reporters. */
import type { Event, NodeLabel, NodeResult, Status } from "../../core/event.ts";
import { asNodeId, type NodeId } from "../../core/node.ts";
import type { ReadLine, Writer } from "../writer.ts";

export const at = new Date("2026-11-22T02:00:14.120Z");

export const id = (short: string): NodeId => {
  const dot = short.indexOf(".");
  return asNodeId(`${short.slice(0, dot)}.shop.${short.slice(dot + 1)}`);
};

/** A writer that keeps what it gets. */
export class Memory implements Writer {
  text = "";
  columns: number;
  readonly isTTY: boolean;
  readonly color: boolean;

  constructor({ columns = 100, isTTY = false, color = false } = {}) {
    this.columns = columns;
    this.isTTY = isTTY;
    this.color = color;
  }

  write(text: string): void {
    this.text += text;
  }
}

/** Reads lines of files given as text. */
export const filesOf =
  (files: Readonly<Record<string, string>>): ReadLine =>
  (file, line) =>
    files[file]?.split("\n")[line - 1];

export const noFiles = filesOf({});

export function label(short: string, more: Partial<NodeLabel> = {}): NodeLabel {
  const dot = short.indexOf(".");
  const type = short.slice(0, dot) as NodeLabel["type"];
  const name = short.slice(dot + 1);
  const folder = type === "test" ? "models/_models.yml" : `${type}s/${name}.sql`;
  return {
    id: id(short),
    type,
    name,
    relation: type === "test" || type === "exposure" ? name : `main.${name}`,
    materialized: type === "model" ? "table" : type,
    file: type === "seed" ? `seeds/${name}.csv` : folder,
    index: 1,
    total: 1,
    ...more,
  };
}

export function result(
  short: string,
  status: Status,
  {
    label: named,
    ...more
  }: Partial<Omit<NodeResult, "label">> & { label?: Partial<NodeLabel> } = {},
): NodeResult {
  return {
    label: label(short, named),
    status,
    timing: [],
    threadId: "Thread-1",
    executionTime: 0.09,
    adapterResponse: {},
    message: null,
    failures: null,
    compiled: null,
    compiledCode: null,
    compiledPath: null,
    relationName: null,
    ...more,
  };
}

export function start(
  counts: Extract<Event, { type: "run:start" }>["counts"],
  more: Partial<Extract<Event, { type: "run:start" }>> = {},
): Event {
  return {
    type: "run:start",
    command: "build",
    version: "0.1.0",
    project: "shop",
    target: "dev",
    adapter: "duckdb",
    place: "ptx.duckdb",
    threads: 4,
    counts,
    total: Object.values(counts).reduce((sum, count) => sum + count, 0),
    planMs: 312,
    at,
    ...more,
  };
}

/** `node:start` and `node:done` of results, numbered in order, as one thread would emit them. */
export function ran(results: readonly NodeResult[]): { events: Event[]; results: NodeResult[] } {
  const numbered = results.map((one, index) => ({
    ...one,
    label: { ...one.label, index: index + 1, total: results.length },
  }));
  const events = numbered.flatMap((one): Event[] => [
    ...(one.status === "skipped" ? [] : [{ type: "node:start" as const, label: one.label, at }]),
    { type: "node:done", result: one, at },
  ]);
  return { events, results: numbered };
}

export function done(
  results: readonly NodeResult[],
  more: Partial<Extract<Event, { type: "run:done" }>> = {},
): Event {
  return { type: "run:done", results, ms: 3120, at, ...more };
}
