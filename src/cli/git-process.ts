/** The git program behind the `Git` port of packages. */
import { spawn } from "node:child_process";
import type { Git } from "../packages/ports.ts";
import { isSecretName } from "../project/env.ts";

/** Git as it is to behave: in English, never asking, not bent by an outer git; it needs no secrets. */
function gitEnvironment(env: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  const outer =
    /^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|PREFIX|CONFIG_(COUNT|KEY|VALUE).*)$/;
  const kept = Object.entries(env).filter(([name]) => !outer.test(name) && !isSecretName(name));
  return { ...Object.fromEntries(kept), LC_ALL: "C", GIT_TERMINAL_PROMPT: "0" };
}

/** @param signal Stops a running git. */
export function gitProcess(
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Git {
  const base = gitEnvironment(env);
  return {
    run: (args, { cwd, env: extra }) =>
      new Promise((resolve, reject) => {
        const child = spawn("git", args, {
          cwd,
          env: { ...base, ...extra },
          stdio: ["ignore", "pipe", "pipe"],
          signal,
        });
        const out: Buffer[] = [];
        const err: Buffer[] = [];
        child.stdout.on("data", (bytes: Buffer) => out.push(bytes));
        child.stderr.on("data", (bytes: Buffer) => err.push(bytes));
        child.on("error", (error: NodeJS.ErrnoException) => {
          if (error.code === "ENOENT") resolve({ code: undefined, stdout: "", stderr: "" });
          else reject(error);
        });
        child.on("close", (code) => {
          const text = (parts: Buffer[]): string => Buffer.concat(parts).toString("utf8");
          resolve({ code: code ?? 1, stdout: text(out), stderr: text(err) });
        });
      }),
  };
}
