/**
 * Plain text for people and for logs of scheduled runs: a header, one line per result, the summary.
 */
import type { Event, LogLevel } from "../core/event.ts";
import { diagnosticLines } from "./diagnostic.ts";
import type { Suggestions } from "./failure.ts";
import { Folding, type Numbered } from "./folding.ts";
import { type Line, laidOut, printerWidth } from "./lines.ts";
import { plannedError, plannedLine, planSummary, planTotals } from "./planned.ts";
import { styleOf } from "./style.ts";
import { summaryLines } from "./summary.ts";
import { tallied } from "./tally.ts";
import { brief, inventory, spoken } from "./words.ts";
import type { ReadLine, Reporter, Writer } from "./writer.ts";

export interface PrettyOptions {
  readonly readLine: ReadLine;
  /** `debug` adds the start of each node and every statement. */
  readonly level?: LogLevel | undefined;
  /** Local time in front of each line, for logs that are read later. */
  readonly timestamps?: boolean | undefined;
  readonly suggestions?: Suggestions | undefined;
}

const severities: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** `02:00:14` in local time. */
export const clockTime = (at: Date): string => at.toTimeString().slice(0, 8);

type Of<T extends Event["type"]> = Extract<Event, { type: T }>;

/** How urgent a line is. */
function levelOf({ tone, verdict }: Line): LogLevel {
  if (tone === "bad") return "error";
  return verdict.startsWith("WARN") ? "warn" : "info";
}

class Pretty {
  readonly #writer: Writer;
  readonly #options: PrettyOptions;
  readonly #level: LogLevel;
  readonly #folding = new Folding();
  #at = new Date(0);

  constructor(writer: Writer, options: PrettyOptions) {
    this.#writer = writer;
    this.#options = options;
    this.#level = options.level ?? "info";
  }

  report(event: Event): void {
    const ended = this.#folding.before(event);
    if (ended) this.#line(ended);
    if ("at" in event) this.#at = event.at;
    switch (event.type) {
      case "run:start":
        this.#header(event);
        break;
      case "node:start":
        this.#start(event);
        break;
      case "batch:done":
        this.#folding.batch(event);
        break;
      case "node:done":
        for (const line of this.#folding.take(event.result)) this.#line(line);
        break;
      case "run:done":
        this.#summary(event);
        break;
      default:
        this.#remark(event);
    }
  }

  #remark(
    event: Exclude<Event, Of<"run:start" | "run:done" | "node:start" | "node:done" | "batch:done">>,
  ) {
    switch (event.type) {
      case "node:planned":
        this.#planned(event);
        break;
      case "plan:done": {
        const { invalid } = planTotals(event.planned);
        this.#write(invalid > 0 ? "error" : "info", `\n${planSummary(event)}`);
        break;
      }
      case "hook:start":
        break;
      case "hook:done":
        this.#hook(event);
        break;
      case "log":
        this.#write(event.level, event.message, true);
        break;
      case "diagnostic":
        this.#diagnostic(event);
        break;
      case "statement":
        this.#write("debug", `${event.sql.trim()}\n-- ${brief(event.ms / 1000)}`);
        break;
      case "output":
        this.#writer.write(event.text.endsWith("\n") ? event.text : `${event.text}\n`);
        break;
    }
  }

  /** @param verbatim Keeps the blanks at the ends of lines, which a template may mean. */
  #write(level: LogLevel, text: string, verbatim = false): void {
    if (severities.indexOf(level) < severities.indexOf(this.#level)) return;
    const time = this.#options.timestamps === true ? `${clockTime(this.#at)}  ` : "";
    const lines = text.split("\n").map((line) => {
      const whole = `${time}${line}`;
      return verbatim && line !== "" ? whole : whole.trimEnd();
    });
    this.#writer.write(`${lines.join("\n")}\n`);
  }

  #header(event: Of<"run:start">): void {
    const { version, project, target, adapter, place, counts, planMs, dryRun } = event;
    const where = place === "" ? adapter : `${adapter}, ${place}`;
    const parts = [
      `ptx ${version}`,
      `project ${project}`,
      `target ${target} (${where})`,
      inventory(counts),
      `${spoken(planMs)} to plan`,
      ...(dryRun === true ? ["dry run: nothing is written"] : []),
    ];
    this.#write("info", parts.join(" · "));
  }

  #start({ label }: Of<"node:start">): void {
    const { index, total } = label;
    const text = `${label.type} ${label.relation}`;
    this.#line(
      { line: { verdict: "START", tone: "faint", text, status: "RUN" }, index, total },
      "debug",
    );
  }

  #line({ line, index, total }: Numbered, level = levelOf(line)): void {
    const style = styleOf(this.#writer);
    const { isTTY, columns } = this.#writer;
    const width = printerWidth(this.#writer);
    const fits = isTTY && this.#options.timestamps !== true ? columns : undefined;
    this.#write(level, laidOut(line, { index, total, style, width, columns: fits }));
  }

  #hook({ name, index, total, ms, error }: Of<"hook:done">): void {
    const status = brief(ms / 1000);
    const line: Line = error
      ? { verdict: "ERROR", tone: "bad", text: `in hook ${name}`, status }
      : { verdict: "OK", tone: "good", text: `hook ${name}`, status };
    this.#line({ line, index, total });
  }

  #planned({ planned }: Of<"node:planned">): void {
    const { index, total } = planned.label;
    this.#line({ line: plannedLine(planned), index, total });
    const style = styleOf(this.#writer);
    const lines = plannedError(planned, { readLine: this.#options.readLine, style });
    if (lines.length > 0) this.#write("error", lines.join("\n"));
  }

  #diagnostic({ diagnostic }: Of<"diagnostic">): void {
    const lines = diagnosticLines(diagnostic, this.#options.readLine, styleOf(this.#writer));
    this.#write(diagnostic.severity === "error" ? "error" : "warn", lines.join("\n"));
  }

  #summary(event: Of<"run:done">): void {
    const { readLine, suggestions = {} } = this.#options;
    const style = styleOf(this.#writer);
    const { error, warn } = tallied(event.results);
    const level = error > 0 ? "error" : warn > 0 ? "warn" : "info";
    this.#write(level, summaryLines(event, { readLine, suggestions, style }).join("\n"));
  }
}

/** Reports a run as text; one reporter per run. */
export function pretty(writer: Writer, options: PrettyOptions): Reporter {
  const reporter = new Pretty(writer, options);
  return (event) => reporter.report(event);
}
