/** One selector such as `2+tag:nightly+`, taken apart. */
import { PtxError } from "../core/error.ts";
import type { Json } from "../core/node.ts";

/** Which tests come along with selected nodes that they test. */
export type IndirectSelection = "eager" | "cautious" | "buildable" | "empty";

export interface Criterion {
  readonly kind: "criterion";
  /** As written. */
  readonly raw: string;
  readonly method: string;
  /** What follows the method's name: `["meta", "owner"]` of `config.meta.owner:ana`. */
  readonly arguments: readonly string[];
  readonly value: Json;
  /** Written without a method, so that `fqn`, `path` or `file` was chosen by its looks. */
  readonly implicit: boolean;
  /** `@`: with all descendants, and all that those need. */
  readonly childrensParents: boolean;
  /** How many edges up to go along (`Infinity` for all); `undefined` when not asked for. */
  readonly parents: number | undefined;
  readonly children: number | undefined;
  readonly indirect: IndirectSelection;
  /** For messages: `in --select "tagg:nightly", column 1`. */
  readonly place: string;
}

/** Where a piece of selector text stands. */
export interface Origin {
  /** `--select "orders+ tagg:x"`, or `selector "nightly"` of the YAML file. */
  readonly where: string;
  /** Offset of the piece within the quoted text; `undefined` for YAML. */
  readonly offset: number | undefined;
}

export function placeAt({ where, offset }: Origin, within = 0): string {
  return offset === undefined ? `in ${where}` : `in ${where}, column ${offset + within + 1}`;
}

/** The method that a value without one belongs to: paths, file names, or else qualified names. */
function methodOf(value: string): string {
  if (value.includes("/")) return "path";
  return /\.(sql|py|csv)$/i.test(value) ? "file" : "fqn";
}

interface Operators {
  readonly childrensParents: boolean;
  readonly parents: number | undefined;
  readonly children: number | undefined;
  /** What is left between them, and where it begins. */
  readonly core: string;
  readonly start: number;
}

const depthOf = (digits: string): number =>
  digits === "" ? Number.POSITIVE_INFINITY : Number(digits);

function operatorsOf(raw: string): Operators {
  const childrensParents = raw.startsWith("@");
  let start = childrensParents ? 1 : 0;
  let parents: number | undefined;
  const before = /^(\d*)\+/.exec(raw.slice(start));
  if (before) {
    parents = depthOf(before[1] ?? "");
    start += before[0].length;
  }
  let core = raw.slice(start);
  let children: number | undefined;
  const after = /\+(\d*)$/.exec(core);
  if (after) {
    children = depthOf(after[1] ?? "");
    core = core.slice(0, after.index);
  }
  return { childrensParents, parents, children, core, start };
}

function emptyValue(raw: string, place: string): PtxError {
  const what = raw === "" ? "nothing" : `"${raw}"`;
  return new PtxError("PTX2102", `a selector without a value: found ${what} ${place}`, {
    hint: "write a name, or method:value such as tag:nightly",
  });
}

/**
 * Takes one selector apart.
 *
 * @throws PtxError PTX2102 when it has no value, PTX2103 when `@` and a trailing `+` meet.
 */
export function parseCriterion(
  raw: string,
  indirect: IndirectSelection,
  origin: Origin,
): Criterion {
  const { childrensParents, parents, children, core, start } = operatorsOf(raw);
  const named = /^([\p{L}\p{N}_.]+):/u.exec(core);
  const value = named ? core.slice(named[0].length) : core;
  if (value === "") throw emptyValue(raw, placeAt(origin, start));
  if (childrensParents && children !== undefined) {
    throw new PtxError(
      "PTX2103",
      `"@" and a trailing "+" cannot stand together ${placeAt(origin)}`,
      {
        hint: `"@" already takes all descendants: write ${raw.replace(/\+\d*$/, "")}`,
      },
    );
  }
  const [method = "", ...rest] = (named?.[1] ?? methodOf(value)).split(".");
  return {
    kind: "criterion",
    raw,
    method,
    arguments: rest,
    value,
    implicit: !named,
    childrensParents,
    parents,
    children,
    indirect,
    place: placeAt(origin, start),
  };
}
