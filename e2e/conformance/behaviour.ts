/** What a warehouse has to do, as data: a project, what is done with it, and what must come of it. */
import type { World } from "./world.ts";

export const warehouseNames = ["duckdb", "postgres", "snowflake", "bigquery"] as const;
export type WarehouseName = (typeof warehouseNames)[number];

/**
 * Those whose gaps are all declared: the suite holds them to it, and the page shows them. A new
 * adapter is tried by `--only`, and comes in here when nothing undeclared is left.
 */
export const judged: readonly WarehouseName[] = ["duckdb", "postgres", "snowflake", "bigquery"];

/** Why a behaviour is not simply expected of a warehouse. */
export interface Gap {
  /**
   * - `unsupported`: the warehouse has nothing like it, or the adapter leaves it out on purpose;
   * - `untestable`: the server at hand cannot show it, another one could;
   * - `defect`: it should work, and does not yet.
   */
  readonly kind: "unsupported" | "untestable" | "defect";
  readonly because: string;
  /** Whether it is tried all the same, and has to fail: so that no gap outlives its reason. */
  readonly tried: boolean;
}

export const unsupported = (because: string): Gap => ({
  kind: "unsupported",
  because,
  tried: true,
});

/** @param tried False where trying says nothing, or harms the server. */
export const untestable = (because: string, tried = false): Gap => ({
  kind: "untestable",
  because,
  tried,
});

export const defect = (because: string): Gap => ({ kind: "defect", because, tried: true });

export type Gaps = Readonly<Partial<Record<WarehouseName, Gap>>>;

export interface Behaviour {
  /** What happens, in a few words: a line of the table. */
  readonly name: string;
  /** Files of its project, by path. */
  readonly files?: Files | ((world: World) => Files);
  /** Rejects when the warehouse does not do it. */
  readonly check: (world: World) => Promise<void>;
  readonly gaps?: Gaps;
}

export type Files = Readonly<Record<string, string>>;

/** Behaviours that belong together. */
export interface Area {
  readonly title: string;
  readonly behaviours: readonly Behaviour[];
}
