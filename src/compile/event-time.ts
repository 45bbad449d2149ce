/** Which part of an input is read: that of a microbatch model's batch, that of `--sample`, or both. */
import type { ColumnInfo, Json, JsonObject } from "../core/node.ts";
import type { TimeRange } from "../core/project.ts";
import type { RenderedNode } from "./render-state.ts";
import type { EventTimeFilter } from "./values/relation.ts";

/** What is read, as far as its time is concerned. */
interface Timed {
  readonly config: JsonObject;
  readonly columns?: Readonly<Record<string, Pick<ColumnInfo, "name" | "quote">>>;
  readonly quoting?: JsonObject;
}

interface Reader {
  readonly node: RenderedNode | undefined;
  readonly batch: TimeRange | undefined;
  readonly sample: TimeRange | undefined;
  readonly quoted: (name: string) => string;
}

/** As the column says, else as its source does. */
function isQuoted({ columns = {}, quoting = {} }: Timed, name: string): boolean {
  const column = Object.values(columns).find((candidate) => candidate.name === name);
  const own: Json = column?.quote ?? quoting["column"] ?? false;
  return own === true;
}

/** Both texts have one form and one zone: as texts they are in the order of time. */
function shared(one: TimeRange, other: TimeRange): TimeRange {
  const [, start = one.start] = [one.start, other.start].sort();
  const [end = one.end] = [one.end, other.end].sort();
  return { start, end };
}

/** The range of time that a node reads; `undefined` for all of it. */
function rangeOf({ node, batch, sample }: Reader): TimeRange | undefined {
  if (node?.resource_type === "snapshot") return sample;
  if (node?.resource_type !== "model") return undefined;
  const ofBatch = node.config["incremental_strategy"] === "microbatch" ? batch : undefined;
  return ofBatch && sample ? shared(ofBatch, sample) : (ofBatch ?? sample);
}

/** The filter on what a node reads, where that has an `event_time`. */
export function eventTimeFilter(target: Timed, reader: Reader): EventTimeFilter | undefined {
  const name = target.config["event_time"];
  const range = rangeOf(reader);
  if (typeof name !== "string" || name === "" || range === undefined) return undefined;
  return { ...range, field: isQuoted(target, name) ? reader.quoted(name) : name };
}
