/** The running process as an `Environment`: the only place that touches it. */
import { homedir } from "node:os";
import type { Files } from "../core/files.ts";
import { secretValues } from "../project/env.ts";
import { masked, maskOf } from "../report/mask.ts";
import type { Writer } from "../report/writer.ts";
import type { Environment } from "./environment.ts";
import { nodeFiles } from "./node-files.ts";

/** @param open Opened at the first use: a stream that nobody writes to costs some milliseconds. */
function writerOf(open: () => NodeJS.WriteStream, env: Environment["env"]): Writer {
  let opened: NodeJS.WriteStream | undefined;
  const stream = (): NodeJS.WriteStream => {
    if (opened === undefined) {
      opened = open();
      // A reader that goes away (`ptx ls | head`) ends the output, not the process.
      opened.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code !== "EPIPE") throw error;
      });
    }
    return opened;
  };
  return {
    write: (text) => {
      stream().write(text);
    },
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

function* mapped(parts: Iterable<string>, change: (part: string) => string): Generator<string> {
  for (const part of parts) yield change(part);
}

/** Files whose content never holds a secret: log, artifacts, compiled SQL. */
function maskedFiles(files: Files, secrets: readonly string[]): Files {
  if (secrets.length === 0) return files;
  const mask = maskOf(secrets);
  return {
    ...files,
    write: (path, content) =>
      files.write(path, typeof content === "string" ? mask(content) : content),
    // A secret stands in one value, and a value in one part.
    writeParts: (path, parts) => files.writeParts(path, mapped(parts, mask)),
    append: (path, text) => files.append(path, mask(text)),
  };
}

/** @param importModule `import()`, where the bundle itself has none. */
export function processEnvironment(importModule?: Environment["importModule"]): Environment {
  const { env } = process;
  const secrets = secretValues(env);
  return {
    cwd: process.cwd(),
    home: homedir(),
    env,
    files: maskedFiles(nodeFiles, secrets),
    stdout: masked(
      writerOf(() => process.stdout, env),
      secrets,
    ),
    stderr: masked(
      writerOf(() => process.stderr, env),
      secrets,
    ),
    signal: signals(),
    pid: process.pid,
    uptime: () => process.uptime() * 1000,
    importModule,
  };
}
