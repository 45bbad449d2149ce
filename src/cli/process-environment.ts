/** The running process as an `Environment`: the only place that touches it. */
import { homedir } from "node:os";
import { secretValues } from "../project/env.ts";
import type { Writer } from "../report/writer.ts";
import type { Environment } from "./environment.ts";
import { nodeFiles } from "./node-files.ts";

/** Replaces secret values; a secret must not reach a log even inside an error message. */
function scrubber(env: Environment["env"]): (text: string) => string {
  const secrets = secretValues(env);
  if (secrets.length === 0) return (text) => text;
  return (text) => secrets.reduce((clean, secret) => clean.replaceAll(secret, "*****"), text);
}

function writerOf(
  stream: NodeJS.WriteStream,
  env: Environment["env"],
  scrub: (text: string) => string,
): Writer {
  // A reader that goes away (`ptx ls | head`) ends the output, not the process.
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  const color =
    env["NO_COLOR"] === undefined &&
    env["TERM"] !== "dumb" &&
    (stream.isTTY === true || env["FORCE_COLOR"] !== undefined);
  return {
    write: (text) => {
      stream.write(scrub(text));
    },
    get columns() {
      return stream.columns ?? 80;
    },
    isTTY: stream.isTTY === true,
    color,
  };
}

/** First signal: stop cleanly. Second: at once, as users of a hanging program expect. */
function signals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort(name);
    });
  }
  return controller.signal;
}

export function processEnvironment(): Environment {
  const { env } = process;
  const scrub = scrubber(env);
  return {
    cwd: process.cwd(),
    home: homedir(),
    env,
    files: nodeFiles,
    stdout: writerOf(process.stdout, env, scrub),
    stderr: writerOf(process.stderr, env, scrub),
    signal: signals(),
    pid: process.pid,
    uptime: () => process.uptime() * 1000,
  };
}
