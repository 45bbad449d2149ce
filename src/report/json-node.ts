/** What dbt's JSON logs say about one node: `node_info`, and an event per resource type. */
import type { NodeLabel, NodeResult } from "../core/event.ts";
import type { JsonObject } from "../core/node.ts";
import { resultLine } from "./lines.ts";
import { isFailure } from "./tally.ts";

export interface JsonEvent {
  readonly name: string;
  readonly code: string;
  readonly level: "debug" | "info" | "warn" | "error";
  readonly msg: string;
  readonly data: JsonObject;
  /** dbt's name of the thread. */
  readonly thread?: string;
}

interface Moments {
  readonly status?: string;
  readonly started?: string;
  readonly finished?: string;
}

/** `node_info`. */
export function nodeInfo(
  { id, name, type, materialized, info }: NodeLabel,
  moments: Moments,
): JsonObject {
  return {
    unique_id: id,
    node_name: name,
    resource_type: type,
    materialized,
    meta: info?.meta ?? {},
    node_path: info?.path ?? "",
    node_checksum: info?.checksum ?? "",
    node_status: moments.status ?? "None",
    node_started_at: moments.started ?? "",
    node_finished_at: moments.finished ?? "",
    node_relation: {
      alias: info?.alias ?? "",
      database: info?.database ?? "",
      schema: info?.schema ?? "",
      relation_name: info?.relationName ?? "",
    },
  };
}

function infoOf(result: NodeResult): JsonObject {
  const { label, status, timing } = result;
  return nodeInfo(label, {
    status,
    started: timing[0]?.started_at ?? "",
    finished: timing.at(-1)?.completed_at ?? "",
  });
}

function describedAs({ type, materialized, relation, name }: NodeLabel): string {
  if (type === "model") return `sql ${materialized} model ${relation}`;
  if (type === "seed") return `seed file ${relation}`;
  if (type === "snapshot") return `snapshot ${relation}`;
  return `${type} ${name}`;
}

type Told = Pick<JsonEvent, "name" | "code"> & { readonly data: JsonObject };

/** The event of a result and its own keys; each resource type has its own in dbt. */
function ofResult(result: NodeResult): Told {
  const { label, status, executionTime, failures, message } = result;
  const { index, total, info } = label;
  const described = describedAs(label);
  const shared = { index, total, execution_time: executionTime };
  const schema = info?.schema ?? "";
  if (status === "skipped") {
    const data = { index, total, node_name: label.name, resource_type: label.type, schema };
    return { name: "SkippingDetails", code: "Q034", data };
  }
  if (status === "no-op") {
    return { name: "LogNodeNoOpResult", code: "Q019", data: { ...shared, description: described } };
  }
  switch (label.type) {
    case "test":
    case "unit_test": {
      const data = {
        name: label.name,
        status,
        index,
        num_models: total,
        execution_time: executionTime,
        num_failures: failures ?? 0,
      };
      return { name: "LogTestResult", code: "Q007", data };
    }
    case "seed": {
      const relation = info?.alias ?? label.name;
      const data = { ...shared, status, result_message: message ?? "", schema, relation };
      return { name: "LogSeedResult", code: "Q016", data };
    }
    case "snapshot": {
      const data = {
        ...shared,
        status,
        result_message: message ?? "",
        description: label.relation,
      };
      return { name: "LogSnapshotResult", code: "Q015", data };
    }
    case "source": {
      const [source_name = "", ...table] = label.name.split(".");
      const data = { ...shared, status, source_name, table_name: table.join(".") };
      return { name: "LogFreshnessResult", code: "Q018", data };
    }
    default: {
      const shown = status === "success" ? (message ?? "OK") : status;
      return {
        name: "LogModelResult",
        code: "Q012",
        data: { ...shared, status: shown, description: described },
      };
    }
  }
}

function levelOf(result: NodeResult): JsonEvent["level"] {
  if (isFailure(result)) return "error";
  return result.status === "warn" ? "warn" : "info";
}

export function resultEvents(result: NodeResult): JsonEvent[] {
  const { verdict, text } = resultLine(result);
  const node_info = infoOf(result);
  const { name, code, data } = ofResult(result);
  const finished: JsonObject = {
    node_info,
    run_result: {
      status: result.status,
      message: result.message ?? "",
      thread: result.threadId,
      execution_time: result.executionTime,
      num_failures: result.failures ?? 0,
      adapter_response: result.adapterResponse,
      timing_info: result.timing.map((timing) => ({ ...timing })),
    },
  };
  const thread = result.threadId;
  const { index, total, id } = result.label;
  const msg = `${index} of ${total} ${verdict} ${text}`;
  const msgDone = `Finished running node ${id}`;
  return [
    { name, code, level: levelOf(result), msg, data: { ...data, node_info }, thread },
    { name: "NodeFinished", code: "Q025", level: "debug", msg: msgDone, data: finished, thread },
  ];
}

/** The failures once more at the end, as dbt does: what, why, where the compiled SQL is. */
export function failureEvents(result: NodeResult): JsonEvent[] {
  const { label, message, status, compiledPath } = result;
  const node_info = infoOf(result);
  const warns = status === "warn";
  const level = warns ? "warn" : "error";
  const head = { resource_type: label.type, node_name: label.name, path: label.file, node_info };
  const msg = `${warns ? "Warning" : "Failure"} in ${label.type} ${label.name} (${label.file})`;
  const [name, code] = warns ? ["RunResultWarning", "Z021"] : ["RunResultFailure", "Z022"];
  const [why, whyCode] = warns ? ["RunResultWarningMessage", "Z046"] : ["RunResultError", "Z024"];
  const text = message ?? `Status: ${status}`;
  const events: JsonEvent[] = [
    { name, code, level, msg, data: head },
    { name: why, code: whyCode, level, msg: text, data: { msg: text, node_info } },
  ];
  if (compiledPath === null) return events;
  const data = { path: compiledPath, node_info };
  const where = `compiled code at ${compiledPath}`;
  return [...events, { name: "SQLCompiledPath", code: "Z026", level: "info", msg: where, data }];
}

/** The start of a node: for logs that follow it, and for people. */
export function nodeStartEvents(label: NodeLabel, at: Date): JsonEvent[] {
  const node_info = nodeInfo(label, { status: "started", started: at.toISOString() });
  const { index, total, id } = label;
  const description = describedAs(label);
  const msg = `${index} of ${total} START ${description}`;
  const data = { index, total, description, node_info };
  const began = `Began running node ${id}`;
  return [
    { name: "NodeStart", code: "Q024", level: "debug", msg: began, data: { node_info } },
    { name: "LogStartLine", code: "Q011", level: "info", msg, data },
  ];
}
