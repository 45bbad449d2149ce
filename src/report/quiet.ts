/** `--quiet`: what failed, and what was asked for; a good run says nothing. */
import { type PrettyOptions, pretty } from "./pretty.ts";
import type { Reporter, Writer } from "./writer.ts";

export function quiet(writer: Writer, options: Omit<PrettyOptions, "level">): Reporter {
  return pretty(writer, { ...options, level: "error" });
}
