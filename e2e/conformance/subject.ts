/** A warehouse under test: how it is reached, how it is spelled, and what it does not do. */
import type { Area, Behaviour, Gap } from "./behaviour.ts";
import type { Words } from "./sql.ts";

export interface Subject {
  /** The `type:` of its target, and the prefix of its macros. */
  readonly name: string;
  /** At the head of a column of the table. */
  readonly title: string;
  /** What it is tried on, in a few words: `a server of its own`. */
  readonly server: string;
  readonly words: Words;
  /** Settings that lead nowhere. */
  readonly unreachable: Readonly<Record<string, unknown>>;
  /** Values that it spells in a way of its own, by the name of the behaviour without `show: `. */
  readonly values?: Readonly<Record<string, string>>;
  /** Rewrites the SQL of behaviours where the warehouse has no such cast: `cast('…' as date)`. */
  spell?(sql: string): string;
  /** Further keys of the project file: `{ adapters: ["ptx-sqlite"] }`. */
  readonly project?: Readonly<Record<string, unknown>>;
  /** Makes a project's folder ready: a place to link the package into its `node_modules`. */
  prepare?(folder: string): void;
  gapOf(area: Area, behaviour: Behaviour): Gap | undefined;
}

/** Gaps by title of area and name of behaviour; one name may stand for all that begin with it: `grants*`. */
export type GapList = Readonly<Record<string, Readonly<Record<string, Gap>>>>;

/** Looks a behaviour up in such a list. */
export const gapsIn =
  (list: GapList): Subject["gapOf"] =>
  ({ title }, { name }) => {
    const area = list[title] ?? {};
    const exact = area[name];
    if (exact !== undefined) return exact;
    const [, gap] = Object.entries(area).find(
      ([pattern]) => pattern.endsWith("*") && name.startsWith(pattern.slice(0, -1)),
    ) ?? [undefined, undefined];
    return gap;
  };

/** Entries of a list that no behaviour has: they outlived a change of the suite. */
export function unknownGaps(list: GapList, areas: readonly Area[]): string[] {
  return Object.entries(list).flatMap(([title, gaps]) => {
    const behaviours = areas.find((area) => area.title === title)?.behaviours ?? [];
    const isKnown = (pattern: string): boolean =>
      behaviours.some(({ name }) =>
        pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
      );
    return Object.keys(gaps)
      .filter((pattern) => !isKnown(pattern))
      .map((pattern) => `${title}: ${pattern}`);
  });
}
