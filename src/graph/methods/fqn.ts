/** `fqn:`: names and dotted folder paths, the method of selectors that name none. */
import { type Candidate, textOf } from "../candidate.ts";
import { hasWildcard, wildcard } from "../wildcard.ts";
import type { SelectorMethod } from "./method.ts";

/** The literal parts that must lead, then a pattern over all that follows. */
interface Pattern {
  readonly text: string;
  readonly parts: readonly string[];
  readonly literal: number;
  readonly rest: ((text: string) => boolean) | undefined;
}

function patternOf(text: string): Pattern {
  const parts = text.split(".");
  const first = parts.findIndex((part) => hasWildcard(part) || part.includes("]"));
  if (first === -1) return { text, parts, literal: parts.length, rest: undefined };
  return { text, parts, literal: first, rest: wildcard(parts.slice(first).join(".")) };
}

const lastTwo = (parts: readonly string[]): string => parts.slice(-2).join("_");

/** Whether the name itself is meant; a version may follow it after a dot or an underscore. */
function isNamed(pattern: Pattern, fqn: readonly string[], versioned: boolean): boolean {
  if (!versioned) return fqn.at(-1) === pattern.text;
  return fqn.at(-2) === pattern.text || lastTwo(fqn) === lastTwo(pattern.parts);
}

/** Dots in names separate like folders do. */
const flattened = (fqn: readonly string[]): readonly string[] =>
  fqn.some((part) => part.includes(".")) ? fqn.flatMap((part) => part.split(".")) : fqn;

function leadsTo(
  { parts, literal, rest }: Pattern,
  flat: readonly string[],
  from: number,
): boolean {
  if (flat.length - from < parts.length) return false;
  for (let i = 0; i < literal; i++) if (flat[from + i] !== parts[i]) return false;
  return rest === undefined || rest(flat.slice(from + literal).join("."));
}

/** Whether the first part of a pattern can begin at the package or right below it. */
function canBegin(first: string, fqn: readonly string[]): boolean {
  const begins = (part: string | undefined): boolean =>
    part === first || part?.startsWith(`${first}.`) === true;
  return begins(fqn[0]) || begins(fqn[1]);
}

function matches(pattern: Pattern, { resource_type, fqn, version }: Candidate): boolean {
  // Unit tests have the version of their model, but names of their own.
  const versioned = resource_type === "model" && version !== undefined && version !== null;
  if (isNamed(pattern, fqn, versioned)) return true;
  // Most nodes fail here, before anything is split or joined.
  if (pattern.literal > 0 && !canBegin(pattern.parts[0] ?? "", fqn)) return false;
  const flat = flattened(fqn);
  // With the package's name in front, or without it.
  return leadsTo(pattern, flat, 0) || leadsTo(pattern, flat, (fqn[0] ?? "").split(".").length);
}

export const fqn: SelectorMethod = {
  summary: "name, or folders and name joined by dots; everything but sources",
  matcher({ value }) {
    const pattern = patternOf(textOf(value));
    return (candidate) => candidate.resource_type !== "source" && matches(pattern, candidate);
  },
};
