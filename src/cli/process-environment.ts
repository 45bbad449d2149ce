/** The running process as an `Environment`: the only place that touches it. */
import { homedir } from "node:os";
import type { Files } from "../core/files.ts";
import { secretValues } from "../project/env.ts";
import { masked, maskOf } from "../report/mask.ts";
import type { Environment } from "./environment.ts";
import { nodeFiles } from "./node-files.ts";
import { outputs } from "./process-output.ts";

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
  const { stdout, stderr } = outputs(env);
  return {
    cwd: process.cwd(),
    home: homedir(),
    env,
    files: maskedFiles(nodeFiles, secrets),
    stdout: masked(stdout, secrets),
    stderr: masked(stderr, secrets),
    signal: signals(),
    pid: process.pid,
    uptime: () => process.uptime() * 1000,
    importModule,
  };
}
