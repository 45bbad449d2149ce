/**
 * Fewer lines for the same facts: passing tests that one statement answered are one line, and so
 * are tests skipped for one reason. The number in front of a line is how many nodes are through, so
 * the last line always says `N of N`.
 */
import type { Event, NodeResult } from "../core/event.ts";
import { isTest, type Line, resultLine } from "./lines.ts";
import { brief, counted } from "./words.ts";

export interface Numbered {
  readonly line: Line;
  readonly index: number;
  readonly total: number;
}

type BatchDone = Extract<Event, { type: "batch:done" }>;

interface OpenBatch {
  readonly event: BatchDone;
  left: number;
  readonly passed: NodeResult[];
}

export class Folding {
  #done = 0;
  #total = 0;
  /** The batch whose results are coming in. */
  #batch: OpenBatch | undefined;
  /** Tests skipped for the same reason; their line comes when something else happens. */
  #skips: NodeResult[] = [];

  batch(event: BatchDone): void {
    this.#batch = { event, left: event.tests, passed: [] };
  }

  /** The line about the skipped tests so far, unless the event is one more of them. */
  before(event: Event): Numbered | undefined {
    const [first] = this.#skips;
    if (!first) return undefined;
    if (event.type === "node:done" && this.#belongs(event.result, first)) return undefined;
    const { length } = this.#skips;
    this.#skips = [];
    const line = resultLine(first);
    return this.#numbered(length === 1 ? line : { ...line, text: counted(length, "test") });
  }

  /** The lines that a result completes: none while it is folded into a later one. */
  take(result: NodeResult): readonly Numbered[] {
    this.#done += 1;
    this.#total = result.label.total;
    if (this.#batch) return this.#takeOfBatch(this.#batch, result);
    if (result.status === "skipped" && isTest(result.label)) {
      this.#skips.push(result);
      return [];
    }
    return [this.#numbered(resultLine(result))];
  }

  #takeOfBatch(batch: OpenBatch, result: NodeResult): readonly Numbered[] {
    batch.left -= 1;
    const lines: Numbered[] = [];
    if (result.status === "pass") batch.passed.push(result);
    else lines.push(this.#numbered(resultLine(result), batch.passed.length));
    if (batch.left > 0) return lines;
    this.#batch = undefined;
    const { relation, scans, ms } = batch.event;
    const [first] = batch.passed;
    if (!first) return lines;
    const folded: Line = {
      verdict: "PASS",
      tone: "good",
      text: `${counted(batch.passed.length, "test")} on ${relation}`,
      status: `${counted(scans, "scan")}, ${brief(ms / 1000)}`,
    };
    return [...lines, this.#numbered(batch.passed.length === 1 ? resultLine(first) : folded)];
  }

  #belongs({ label, status, skippedBy }: NodeResult, first: NodeResult): boolean {
    return status === "skipped" && isTest(label) && skippedBy === first.skippedBy;
  }

  /** @param held How many results are through, but their line comes later. */
  #numbered(line: Line, held = 0): Numbered {
    return { line, index: this.#done - held, total: this.#total };
  }
}
