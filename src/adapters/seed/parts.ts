/** A file part by part, so that its size does not matter. */
import { closeSync, openSync, readSync } from "node:fs";
import type { Walk } from "./walk.ts";

const partSize = 1 << 20;
const mark = 0xefbbbf;

/**
 * Leads a walk through a file and pauses behind each part. Memory is that of one part, or of the
 * longest record.
 */
export function* byParts(file: string, walk: Walk): Generator<void> {
  const descriptor = openSync(file, "r");
  try {
    let buffer = Buffer.allocUnsafe(partSize);
    let filled = readSync(descriptor, buffer, 0, partSize, null);
    // The mark of UTF-8 is not part of the first name.
    let done = filled > 2 && buffer.readUIntBE(0, 3) === mark ? 3 : 0;
    walk.skip(done);
    for (let last = false; ; ) {
      done += walk.feed(buffer.subarray(done, filled), last);
      yield;
      if (last) return;
      buffer.copyWithin(0, done, filled);
      filled -= done;
      done = 0;
      if (filled === buffer.length) buffer = Buffer.concat([buffer], 2 * filled);
      const read = readSync(descriptor, buffer, filled, buffer.length - filled, null);
      filled += read;
      last = read === 0;
    }
  } finally {
    closeSync(descriptor);
  }
}
