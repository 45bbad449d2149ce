/** `model.batch`: which part of time a microbatch model builds. */
import { PyDatetime } from "../jinja/python/datetime.ts";
import { pytzUtc } from "../jinja/python/zones.ts";
import type { Value } from "../jinja/value.ts";

/** How much of `2024-09-17T16` names a batch, by its size. */
const lengths: Readonly<Record<string, number>> = { year: 4, month: 7, day: 10, hour: 13 };

/** A moment out of its SQL text (`2024-09-17 16:00:00+00:00`). */
function moment(text: string): PyDatetime {
  const micros = BigInt(Date.parse(text.replace(" ", "T"))) * 1000n;
  return PyDatetime.fromMicros(micros, pytzUtc);
}

/** @param size The model's `batch_size`. */
export function batchValue({ start, end }: { start: string; end: string }, size: string): Value {
  const id = start.replace(" ", "T").slice(0, lengths[size] ?? lengths["day"]);
  return {
    id: id.replaceAll("-", ""),
    event_time_start: moment(start),
    event_time_end: moment(end),
  };
}
