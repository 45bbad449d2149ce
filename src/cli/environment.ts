/** Everything a command may touch of the process, as one argument: commands run in tests as they are. */
import type { Files } from "../core/files.ts";
import type { Writer } from "../report/writer.ts";

export interface Environment {
  readonly cwd: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly files: Files;
  readonly stdout: Writer;
  readonly stderr: Writer;
  /** Aborted by Ctrl-C and SIGTERM; `reason` is the name of the signal. */
  readonly signal: AbortSignal;
  readonly pid: number;
  /** Milliseconds since the process started. */
  uptime(): number;
  /** `import()` of a package by its URL; that of this module where it is left out. */
  readonly importModule?: ((url: string) => Promise<unknown>) | undefined;
  /** Asks to be told of errors that nobody handled; the process ends afterwards. */
  onCrash?(tell: (error: unknown) => void): void;
}
