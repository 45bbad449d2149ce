/** The planted failures of `cases/*.yml`: files, what is run on them, and what dbt says to it. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "yaml";

/** Writes and removes files, then runs ptx with these arguments. */
export interface Step {
  readonly run?: string;
  readonly write?: Readonly<Record<string, string>>;
  readonly remove?: readonly string[];
}

interface Written {
  readonly about: string;
  readonly run?: string | readonly string[];
  readonly steps?: readonly Step[];
  /** Content by path; null takes a default file away. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** Content in base64 by path. */
  readonly bytes?: Readonly<Record<string, string>>;
  /** What the user reads is kept in `goldens/` and was judged. */
  readonly golden?: boolean;
}

export interface FailureCase {
  readonly name: string;
  readonly topic: string;
  readonly about: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly steps: readonly Step[];
  readonly golden: boolean;
}

/** What one command ended with: exit code, and status by node. */
export interface Outcome {
  readonly run: string;
  readonly exit: number | null;
  readonly statuses: Readonly<Record<string, string>>;
}

const here = import.meta.dirname;
const yamlOf = (path: string) => parse(readFileSync(join(here, path), "utf8"));
const defaults: Record<string, string> = yamlOf("defaults.yml");

function filesOf({ files = {}, bytes = {} }: Written): Record<string, string | Uint8Array> {
  const given = Object.entries({ ...defaults, ...files });
  const texts = given.flatMap(([path, text]) => (text === null ? [] : [[path, text] as const]));
  const decoded = Object.entries(bytes).map(
    ([path, text]) => [path, Buffer.from(text, "base64")] as const,
  );
  return Object.fromEntries([...texts, ...decoded]);
}

function stepsOf({ run = [], steps }: Written): readonly Step[] {
  return steps ?? [run].flat().map((line) => ({ run: line }));
}

export const cases: readonly FailureCase[] = readdirSync(join(here, "cases")).flatMap((file) =>
  Object.entries<Written>(yamlOf(`cases/${file}`)).map(([name, written]) => ({
    name,
    topic: basename(file, ".yml"),
    about: written.about,
    files: filesOf(written),
    steps: stepsOf(written),
    golden: written.golden === true,
  })),
);

/** What dbt 1.11.7 said, written by `scripts/failure-oracle.py`. */
export const expected: Readonly<Record<string, readonly Outcome[]>> = JSON.parse(
  readFileSync(join(here, "expected.json"), "utf8"),
);

export interface Difference {
  readonly reason: string;
  readonly outcomes: readonly Outcome[];
}

/** Where ptx means to differ, and why; `docs/reference/differences-from-dbt.md` tells the same. */
export const differences: Readonly<Record<string, Difference>> = yamlOf("differences.yml") ?? {};

/** Splits a command line as a shell does, as far as the cases need it. */
export function words(line: string): string[] {
  return [...line.matchAll(/(?:[^\s'"]+|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double),
  );
}
