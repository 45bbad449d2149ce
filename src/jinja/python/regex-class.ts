/** Finding the end of a character class. */
import { PyError } from "../errors.ts";

/** Offset of the `]` that closes the class opened at `open`; a first `]` stands for itself. */
export function closing(pattern: string, open: number): number {
  let at = open + 1;
  if (pattern[at] === "^") at += 1;
  if (pattern[at] === "]") at += 1;
  for (; at < pattern.length; at++) {
    if (pattern[at] === "\\") at += 1;
    else if (pattern[at] === "]") return at;
  }
  throw new PyError("ValueError", "unterminated character set in a regular expression");
}
