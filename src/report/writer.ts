/** Where reports go. Reporters know no stdout and no environment: the command line tells them. */
import type { Event } from "../core/event.ts";

export interface Writer {
  write(text: string): void;
  /** Width of the terminal; asked at every use, since windows change size. */
  readonly columns: number;
  readonly isTTY: boolean;
  readonly color: boolean;
}

/** A reporter turns each event into text as it comes. */
export type Reporter = (event: Event) => void;

/** Reads one line (from 1) of a file named as in a `Location`; `undefined` when there is none. */
export type ReadLine = (file: string, line: number) => string | undefined;

/** All of several reporters, in order. */
export function together(reporters: readonly Reporter[]): Reporter {
  return (event) => {
    for (const report of reporters) report(event);
  };
}
