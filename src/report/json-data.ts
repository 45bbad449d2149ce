/** Events under the names, codes and keys of dbt's JSON logs, which other tools read. */
import type { Event, LogLevel } from "../core/event.ts";
import { diagnosticLines } from "./diagnostic.ts";
import { failureEvents, type JsonEvent, nodeStartEvents, resultEvents } from "./json-node.ts";
import { planDoneEvents, plannedEvents } from "./json-plan.ts";
import { finishedLine, ranInventory, verdictLine } from "./summary.ts";
import { isFailure, statsLine, tallied } from "./tally.ts";
import { inventory } from "./words.ts";
import type { ReadLine } from "./writer.ts";

function humanized(ms: number): string {
  const seconds = ms / 1000;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return ` in ${hours} hours ${minutes} minutes and ${(seconds % 60).toFixed(2)} seconds`;
}

function endEvents(event: Extract<Event, { type: "run:done" }>): JsonEvent[] {
  const { results, ms, stopped } = event;
  const failed = results.filter(isFailure);
  const warned = results.filter(({ status }) => status === "warn");
  const partial = results.filter(({ status }) => status === "partial success").length;
  const { pass, warn, error, skip, noop, total } = tallied(results);
  const finished = finishedLine(event);
  const summary = {
    num_errors: failed.length - partial,
    num_warnings: warned.length,
    num_partial_success: partial,
    keyboard_interrupt: stopped?.reason === "signal",
  };
  const stats = { pass, warn, error, skip, noop, total };
  const timed = {
    stat_line: ranInventory(results),
    execution: humanized(ms),
    execution_time: ms / 1000,
  };
  return [
    { name: "FinishedRunningStats", code: "E047", level: "info", msg: finished, data: timed },
    {
      name: "EndOfRunSummary",
      code: "Z030",
      level: "info",
      msg: verdictLine(results),
      data: summary,
    },
    ...[...failed, ...warned].flatMap(failureEvents),
    { name: "StatsLine", code: "Z023", level: "info", msg: statsLine(results), data: { stats } },
  ];
}

function startEvents(event: Extract<Event, { type: "run:start" }>): JsonEvent[] {
  const { version, threads, target, total, counts } = event;
  const found = inventory(counts);
  const concurrency = { num_threads: threads, target_name: target, node_count: total };
  const msg = `Concurrency: ${threads} threads (target='${target}')`;
  const running = { version: `=${version}`, log_version: 3 };
  return [
    {
      name: "MainReportVersion",
      code: "A001",
      level: "info",
      msg: `Running with ptx=${version}`,
      data: running,
    },
    {
      name: "FoundStats",
      code: "W006",
      level: "info",
      msg: `Found ${found}`,
      data: { stat_line: found },
    },
    { name: "ConcurrencyLine", code: "Q027", level: "info", msg, data: concurrency },
  ];
}

function hookEvents(event: Extract<Event, { type: "hook:start" | "hook:done" }>): JsonEvent[] {
  const { name: statement, index, total } = event;
  const shared = { statement, index, total };
  const place = `${index} of ${total}`;
  if (event.type === "hook:start") {
    const msg = `${place} START hook: ${statement}`;
    return [{ name: "LogHookStartLine", code: "Q032", level: "info", msg, data: shared }];
  }
  const { ms, error } = event;
  const status = error ? "error" : "success";
  const msg = `${place} ${error ? "ERROR" : "OK"} hook: ${statement}`;
  const data = { ...shared, status, execution_time: ms / 1000 };
  return [{ name: "LogHookEndLine", code: "Q033", level: "info", msg, data }];
}

/** What templates log; dbt has no name for errors of theirs. */
const logNames: Readonly<Record<LogLevel, readonly [name: string, code: string]>> = {
  debug: ["JinjaLogDebug", "I063"],
  info: ["JinjaLogInfo", "I062"],
  warn: ["JinjaLogWarning", "I061"],
  error: ["JinjaLogWarning", "I061"],
};

function noted(name: string, code: string, level: JsonEvent["level"], msg: string): JsonEvent {
  return { name, code, level, msg, data: { msg } };
}

/** The JSON events of an event, in order; `[]` for what dbt has no words for. */
export function jsonEvents(event: Event, readLine: ReadLine): JsonEvent[] {
  switch (event.type) {
    case "run:start":
      return startEvents(event);
    case "node:start":
      return nodeStartEvents(event.label, event.at);
    case "node:done":
      return resultEvents(event.result);
    case "node:planned":
      return plannedEvents(event.planned, readLine);
    case "plan:done":
      return planDoneEvents(event);
    case "batch:done":
      return [];
    case "hook:start":
    case "hook:done":
      return hookEvents(event);
    case "log":
      return [noted(...logNames[event.level], event.level, event.message)];
    case "diagnostic": {
      const { severity } = event.diagnostic;
      const text = diagnosticLines(event.diagnostic, readLine).join("\n");
      return severity === "error"
        ? [noted("MainEncounteredError", "Z002", "error", text)]
        : [noted("Note", "Z050", "warn", text)];
    }
    case "statement": {
      const query = { sql: event.sql, conn_name: event.node ?? "master" };
      const status = { status: "OK", elapsed: event.ms / 1000, query_id: "" };
      const took = `SQL status: OK in ${(event.ms / 1000).toFixed(3)} seconds`;
      return [
        { name: "SQLQuery", code: "E016", level: "debug", msg: event.sql, data: query },
        { name: "SQLQueryStatus", code: "E017", level: "debug", msg: took, data: status },
      ];
    }
    case "run:done":
      return endEvents(event);
    case "output":
      return [noted("PrintEvent", "Z052", "info", event.text)];
  }
}
