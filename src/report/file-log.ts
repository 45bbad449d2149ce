/** `logs/dbt.log`: everything down to each statement, with the time in front. */
import type { Event } from "../core/event.ts";
import { jsonEvents } from "./json-data.ts";
import type { ReadLine, Reporter, Writer } from "./writer.ts";

export interface FileLogOptions {
  readonly invocationId: string;
  readonly readLine: ReadLine;
  /** For events that carry no time of their own. */
  readonly now: () => Date;
}

/** `02:00:14.120`, local, as in dbt's log. */
function clock(at: Date): string {
  return `${at.toTimeString().slice(0, 8)}.${String(at.getMilliseconds()).padStart(3, "0")}`;
}

/**
 * Appends text; when to begin a new file is the caller's to decide. Each invocation starts with a
 * ruler that names it.
 */
export function fileLog(append: Writer["write"], options: FileLogOptions): Reporter {
  let begun = false;
  return (event: Event) => {
    const at = "at" in event ? event.at : options.now();
    if (!begun) {
      begun = true;
      const ruler = "=".repeat(30);
      append(`\n\n${ruler} ${at.toISOString()} | ${options.invocationId} ${ruler}\n`);
    }
    for (const { level, msg, thread = "MainThread" } of jsonEvents(event, options.readLine)) {
      append(`${clock(at)} [${level.padEnd(5)}] [${thread}]: ${msg}\n`);
    }
  };
}
