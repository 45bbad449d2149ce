/**
 * On a terminal: what runs right now, under the lines of what is done. The block is erased and drawn
 * again in one write per change, so nothing flickers, and it is gone when the run is over.
 */
import type { Event, NodeLabel } from "../core/event.ts";
import { type PrettyOptions, pretty } from "./pretty.ts";
import { type Style, styleOf } from "./style.ts";
import { cut, fill, widthOf } from "./width.ts";
import { brief } from "./words.ts";
import type { Reporter, Writer } from "./writer.ts";

export interface LiveOptions extends PrettyOptions {
  /** Milliseconds, of any origin. */
  readonly now: () => number;
  /** Calls back until the returned function is called; must not keep the process alive. */
  readonly every: (ms: number, tick: () => void) => () => void;
}

export interface LiveReporter {
  readonly report: Reporter;
  /** Removes the block and stops the clock; for the end of a process by whatever reason. */
  close(): void;
}

/** More running nodes than this are counted, not listed. */
const mostShown = 8;
const refreshMs = 100;
const widestBar = 24;

interface Running {
  readonly label: NodeLabel;
  readonly since: number;
}

const failed: ReadonlySet<string> = new Set(["error", "fail", "runtime error", "partial success"]);

/** The state of a run as a block of lines. */
class Block {
  readonly running = new Map<string, Running>();
  total = 0;
  done = 0;
  failures = 0;

  lines(now: number, columns: number, startedAt: number, style: Style): string[] {
    const shown = [...this.running.values()].slice(0, mostShown);
    const hidden = this.running.size - shown.length;
    const lines = shown.map(({ label, since }) => {
      const time = brief((now - since) / 1000).padStart(7);
      return `${time}  ${label.type} ${label.relation}`;
    });
    if (hidden > 0) lines.push(`${fill("", 7)}  and ${hidden} more`);
    const fitted = lines.map((line) => style.faint(cut(line, columns)));
    return [...fitted, this.#progress(now - startedAt, columns, style)];
  }

  #progress(ms: number, columns: number, style: Style): string {
    const share = this.total === 0 ? 0 : this.done / this.total;
    const length = Math.min(widestBar, Math.floor(columns / 3));
    const full = Math.round(Math.min(1, share) * length);
    const bar = `${"█".repeat(full)}${"░".repeat(length - full)}`;
    const facts = [
      `${this.done} of ${this.total}`,
      `${this.running.size} running`,
      ...(this.failures > 0 ? [`${this.failures} failed`] : []),
      brief(ms / 1000),
    ];
    const text = cut(`${bar}  ${facts.join(" · ")}`, columns);
    return this.failures > 0 ? style.bad(text) : text;
  }
}

class Live {
  readonly #writer: Writer;
  readonly #options: LiveOptions;
  readonly #pretty: Reporter;
  readonly #block = new Block();
  /** Text of the pretty reporter that is not on the terminal yet. */
  #pending = "";
  /** Widths of the lines of the block on the terminal. */
  #drawn: readonly number[] = [];
  #stopClock: (() => void) | undefined;
  #startedAt = 0;

  constructor(writer: Writer, options: LiveOptions) {
    this.#writer = writer;
    this.#options = options;
    const buffer: Writer = {
      write: (text) => {
        this.#pending += text;
      },
      get columns() {
        return writer.columns;
      },
      isTTY: writer.isTTY,
      color: writer.color,
    };
    this.#pretty = pretty(buffer, options);
  }

  report(event: Event): void {
    this.#follow(event);
    this.#pretty(event);
    if (event.type === "run:done" || event.type === "plan:done") this.close();
    // What only changes the block can wait for the clock: thousands of tiny nodes start a second.
    else if (this.#pending !== "") this.#paint();
  }

  close(): void {
    this.#stopClock?.();
    this.#stopClock = undefined;
    this.#paint();
  }

  #follow(event: Event): void {
    const { now, every } = this.#options;
    const block = this.#block;
    switch (event.type) {
      case "run:start":
        block.total = event.total;
        this.#startedAt = now();
        this.#stopClock ??= every(refreshMs, () => this.#paint());
        break;
      case "node:start":
        block.total = event.label.total;
        block.running.set(event.label.id, { label: event.label, since: now() });
        break;
      case "node:planned":
        block.done += 1;
        if (event.planned.verdict === "invalid") block.failures += 1;
        break;
      case "node:done":
        block.running.delete(event.result.label.id);
        block.done += 1;
        if (failed.has(event.result.status)) block.failures += 1;
        break;
      default:
        break;
    }
  }

  /** Erases the block, prints what came in, draws the block again while the clock runs. */
  #paint(): void {
    const { columns } = this.#writer;
    // The last column stays free: some terminals wrap as soon as it is written.
    const width = Math.max(10, columns - 1);
    const lines =
      this.#stopClock === undefined
        ? []
        : this.#block.lines(this.#options.now(), width, this.#startedAt, styleOf(this.#writer));
    const text = this.#erase(columns) + this.#pending + lines.map((line) => `${line}\n`).join("");
    this.#pending = "";
    this.#drawn = lines.map(widthOf);
    if (text !== "") this.#writer.write(text);
  }

  /** A window that became narrower has broken long lines into several rows. */
  #erase(columns: number): string {
    if (this.#drawn.length === 0) return "";
    const rows = this.#drawn.reduce(
      (sum, width) => sum + Math.max(1, Math.ceil(width / Math.max(1, columns))),
      0,
    );
    return `\u001b[${rows}A\r\u001b[J`;
  }
}

/** Reports to a terminal. Use `pretty` where there is none. */
export function live(writer: Writer, options: LiveOptions): LiveReporter {
  const reporter = new Live(writer, options);
  return { report: (event) => reporter.report(event), close: () => reporter.close() };
}
