/** The two streams of the process that a command writes to. */
import type { Writer } from "../report/writer.ts";
import type { Environment } from "./environment.ts";

/** Lines for a pipe or a file wait this long for more of them: each write wakes up who reads. */
const longestWait = 20;
const largestPending = 64 * 1024;

type Open = () => NodeJS.WriteStream;

/** @param open Called at the first use: a stream that nobody writes to costs some milliseconds. */
function streamOf(open: Open, onOpened: () => void): Open {
  let opened: NodeJS.WriteStream | undefined;
  return () => {
    if (opened !== undefined) return opened;
    opened = open();
    // A reader that goes away (`ptx ls | head`) ends the output, not the process.
    opened.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
    onOpened();
    return opened;
  };
}

function writerOf(stream: Open, env: Environment["env"], write: Writer["write"]): Writer {
  return {
    write,
    get columns() {
      return stream().columns ?? 80;
    },
    get isTTY() {
      return stream().isTTY === true;
    },
    get color() {
      if (env["NO_COLOR"] !== undefined || env["TERM"] === "dumb") return false;
      return env["FORCE_COLOR"] !== undefined || stream().isTTY === true;
    },
  };
}

/** What is written to stderr stands behind what was written to stdout before: both may be one file. */
export function outputs(env: Environment["env"]): Record<"stdout" | "stderr", Writer> {
  let pending = "";
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const text = pending;
    pending = "";
    if (text !== "") out().write(text);
  };
  const out = streamOf(
    () => process.stdout,
    () => {
      for (const end of ["beforeExit", "exit"]) process.on(end, flush);
    },
  );
  const err = streamOf(
    () => process.stderr,
    () => undefined,
  );
  return {
    stdout: writerOf(out, env, (text) => {
      pending += text;
      if (out().isTTY || pending.length > largestPending) flush();
      else timer ??= setTimeout(flush, longestWait).unref();
    }),
    stderr: writerOf(err, env, (text) => {
      flush();
      err().write(text);
    }),
  };
}
