/** The running process as an `Environment`: the only place that touches it. */
import { homedir } from "node:os";
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

/** @param importModule `import()`, where the bundle itself has none. */
export function processEnvironment(importModule?: Environment["importModule"]): Environment {
  const { env } = process;
  const { stdout, stderr } = outputs(env);
  return {
    cwd: process.cwd(),
    home: homedir(),
    env,
    files: nodeFiles,
    stdout,
    stderr,
    signal: signals(),
    pid: process.pid,
    uptime: () => process.uptime() * 1000,
    importModule,
    onCrash(tell) {
      process.on("uncaughtException", (error) => {
        tell(error);
        process.exit(2);
      });
    },
  };
}
