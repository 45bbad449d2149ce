/** Servers that tests start: each waits until it answers, and dies with the process that started it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/** Keys of an output in `profiles.yml`, without a schema. */
export type Profile = Readonly<Record<string, string | number | boolean>>;

export interface Server {
  readonly profile: Profile;
  stop(): Promise<void>;
}

/** Starts a server that keeps its data and its log in `folder`. */
export type Start = (folder: string) => Promise<Server>;

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly options?: {
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly uid?: number;
    readonly gid?: number;
  };
  /** What asks it to end. */
  readonly signal: NodeJS.Signals;
  /** Where its output goes. */
  readonly log: string;
  readonly ready: () => boolean | Promise<boolean>;
}

const patience = 90_000;

/**
 * Resolves when the program answers; the result stops it.
 * @throws Error with the end of its log, when it ends before or does not answer in 90 seconds.
 */
export async function launch(program: Program): Promise<() => Promise<void>> {
  const { command, args, options, signal, log, ready } = program;
  const output = openSync(log, "a");
  const request = JSON.stringify({ command, args, options, signal });
  // In a group of its own, so that Ctrl-C reaches the tests first and the servers when they are done.
  const keeper = spawn(process.execPath, [join(import.meta.dirname, "keeper.mjs"), request], {
    stdio: ["pipe", output, output],
    detached: true,
  });
  const ended = once(keeper, "exit");
  const stop = async () => {
    keeper.stdin?.destroy();
    await ended;
  };
  const latest = Date.now() + patience;
  while (!(await ready())) {
    if (keeper.exitCode !== null || Date.now() > latest) {
      await stop();
      throw new Error(`${command} did not start:\n${lastLines(log)}`);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  return stop;
}

function lastLines(file: string): string {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-30).join("\n");
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Whether a GET of the address gives 200. */
export async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).status === 200;
  } catch {
    return false;
  }
}
