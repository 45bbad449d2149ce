/** `--log-format json`: one JSON object a line, in the shape of dbt's structured logs. */
import type { Event, LogLevel } from "../core/event.ts";
import { jsonEvents } from "./json-data.ts";
import type { ReadLine, Reporter, Writer } from "./writer.ts";

export interface JsonOptions {
  readonly invocationId: string;
  readonly pid: number;
  readonly readLine: ReadLine;
  readonly level?: LogLevel | undefined;
  /** For events that carry no time of their own. */
  readonly now: () => Date;
}

const severities: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** dbt's times have microseconds. */
const stamp = (at: Date): string => at.toISOString().replace("Z", "000Z");

export function json(writer: Pick<Writer, "write">, options: JsonOptions): Reporter {
  const { invocationId, pid, readLine, level = "info", now } = options;
  const least = severities.indexOf(level);
  return (event: Event) => {
    const ts = stamp("at" in event ? event.at : now());
    for (const told of jsonEvents(event, readLine)) {
      if (severities.indexOf(told.level) < least) continue;
      const info = {
        name: told.name,
        code: told.code,
        level: told.level,
        msg: told.msg,
        ts,
        thread: told.thread ?? "MainThread",
        pid,
        invocation_id: invocationId,
        category: "",
        extra: {},
      };
      writer.write(`${JSON.stringify({ data: told.data, info })}\n`);
    }
  };
}
