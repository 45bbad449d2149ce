/** What a command is: a line in the registry, its options, and code that is loaded when it runs. */
import type { NodeId } from "../core/node.ts";
import type { Batches } from "../run/ports.ts";
import type { GuardedEnvironment } from "./guarded.ts";
import type { OptionSpec } from "./options.ts";

/** Option values by camel-cased name, as parsed; absent when not given. */
export type Options = Readonly<Record<string, unknown>>;

export interface CommandRun {
  readonly name: string;
  readonly environment: GuardedEnvironment;
  readonly options: Options;
  /** Positional arguments. */
  readonly args: readonly string[];
  /** The nodes to work on in place of a selection: what `retry` repeats. */
  readonly only?: readonly NodeId[];
  /** The batches of microbatch models to build, where they are not all. */
  readonly batches?: Batches;
  /** All commands, for those that speak about commands. */
  readonly commands: readonly CommandSpec[];
}

/** Exit code: 0 done, 1 something failed, 2 could not run. */
export type Handler = (run: CommandRun) => Promise<number>;

export interface CommandSpec {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly options: readonly OptionSpec[];
  /** Positional arguments as shown in help: `<macro>`, `[folder]`. */
  readonly args?: string;
  readonly hidden?: boolean;
  load(): Promise<Handler>;
}

export const textOption = (options: Options, name: string): string | undefined =>
  typeof options[name] === "string" ? options[name] : undefined;

export const flagOption = (options: Options, name: string): boolean => options[name] === true;

export function listOption(options: Options, ...names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const value = options[name];
    return Array.isArray(value) ? value.map(String) : [];
  });
}
