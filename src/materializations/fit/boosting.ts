/**
 * Gradient-boosted trees: one query of sums for each level of each tree.
 *
 * As in scikit-learn's HistGradientBoostingClassifier, numbers are cut into bins once, trees grow
 * best-first, and what is missing goes where it fits better. Gradients are rounded to whole numbers
 * before they are added: the same rows give the same trees.
 */
import type { Staging } from "../../core/dialect.ts";
import { significant } from "../../fit/digits.ts";
import { Growth, type TreeNode, type Wanted } from "../../fit/growth.ts";
import type { GrowthRules } from "../../fit/trees.ts";
import type { MaterializationInput } from "../materialization.ts";
import { askValues, numberOf, sql } from "../steps.ts";
import { cutsOf } from "./cuts.ts";
import { type Design, termColumn } from "./design.ts";
import { type Binned, histograms, keepsNodes, nodeColumn, noNode } from "./histograms.ts";
import type { Asking, Learned, Learner, ModelRow } from "./model.ts";
import type { FitSettings } from "./settings.ts";
import { double, dropped, float, sigmoid, stored } from "./sql.ts";
import { binColumn, binSql, leafSql, nodeSql, onBins, onColumns, treeRows } from "./tree-sql.ts";

/** What gradients are multiplied by: sums of a hundred million stay exact in a double. */
const quantum = 2 ** 26;
/** Bins fit into a byte up to here, with the one of what is missing. */
const binsOfByte = 255;
/** Until the rows are put into another order. */
const treesOfOneOrder = 30;

type Cuts = readonly (readonly number[])[];

function rulesOf({ own }: FitSettings): GrowthRules {
  const whole = (value: unknown) => (typeof value === "number" ? value : undefined);
  return {
    learningRate: Number(own["learning_rate"]),
    maxLeafNodes: whole(own["max_leaf_nodes"]),
    maxDepth: whole(own["max_depth"]),
    minSamplesLeaf: Number(own["min_samples_leaf"]),
    l2: Number(own["l2"]),
  };
}

const gradients = (p: string): string =>
  `cast((${p} - y) * ${float(quantum)} as integer) as g, cast(${p} * (1.0 - ${p}) * ${float(quantum)} as integer) as h`;

class Boosting implements Learner {
  readonly #design: Design;
  readonly #cuts: Cuts;
  readonly #input: MaterializationInput;
  readonly #rules: GrowthRules;
  readonly #trees: number;
  readonly #bins: string;
  readonly #binned: Binned;
  readonly #binType: string;

  constructor(design: Design, cuts: Cuts, settings: FitSettings, input: MaterializationInput) {
    this.#design = design;
    this.#cuts = cuts;
    this.#input = input;
    this.#rules = rulesOf(settings);
    this.#trees = Number(settings.own["max_iter"]);
    this.#bins = cuts.map((_, index) => binColumn(index)).join(", ");
    this.#binned = {
      features: cuts.length,
      rows: design.rows,
      keepsNodes: keepsNodes(design.rows, input),
    };
    const { smallGroups } = input.dialect.capabilities;
    const isByte = cuts.every((list) => list.length < binsOfByte);
    this.#binType = isByte && smallGroups ? smallGroups.byte : "smallint";
  }

  *learn(where: string | undefined): Asking<Learned> {
    const { smallGroups } = this.#input.dialect.capabilities;
    if (smallGroups) yield sql(smallGroups.on);
    const learned = yield* this.#learn(where);
    if (smallGroups) yield sql(smallGroups.off);
    return learned;
  }

  *#learn(where: string | undefined): Asking<Learned> {
    const prior = yield* this.#prior(where);
    let state = yield* this.#first(prior, where);
    const rows: ModelRow[] = [{ part: "coefficient", name: "intercept", value: prior }];
    const sums = [float(prior)];
    for (let tree = 1; tree <= this.#trees; tree++) {
      const { growth, missing } = yield* this.#grow(state.name);
      if (!growth.splits(growth.root)) break;
      rows.push(...treeRows(tree, growth, this.#design.terms, this.#cuts));
      sums.push(leafSql(growth, onColumns(this.#cuts)));
      if (tree < this.#trees) {
        const leaves = leafSql(growth, onBins(missing));
        state = yield* this.#advance(state, leaves, tree);
        if (tree % treesOfOneOrder === 1) state = yield* this.#ordered(state, leaves, tree);
      }
      if (tree % 10 === 0) {
        const of = where === undefined ? "" : " of a fold";
        yield { kind: "progress", message: `tree ${tree} of ${this.#trees}${of}` };
      }
    }
    yield* dropped(state);
    return { rows, logOdds: sums.join("\n+ "), steps: sums.length - 1 };
  }

  /** The log-odds of the rate: what is known without any feature. */
  *#prior(where: string | undefined): Asking<number> {
    const { from } = this.#design;
    const [row = []] = yield* askValues(
      `select count(*), sum(y) from ${from}${where === undefined ? "" : ` where ${where}`}`,
    );
    const [rows = 0, positives = 0] = row.map(numberOf);
    return significant(Math.log(positives / (rows - positives)), 12);
  }

  *#first(prior: number, where: string | undefined): Asking<Staging> {
    const { dialect } = this.#input;
    const bins = this.#cuts.map(
      (cuts, index) => `${binSql(termColumn(index), cuts, this.#binType)} as ${binColumn(index)}`,
    );
    const raw = `cast(${float(prior)} as ${double(dialect)})`;
    const filter = where === undefined ? "" : ` where ${where}`;
    if (this.#binned.keepsNodes) bins.push(`cast(${noNode} as smallint) as ${nodeColumn}`);
    const select = `select y, ${bins.join(", ")}, ${raw} as raw, ${gradients(sigmoid(float(prior)))} from ${this.#design.from}${filter}`;
    return yield* stored("boost_0", select, this.#input);
  }

  /** After a tree: its leaves are added, and gradients taken anew. */
  *#advance(state: Staging, leaves: string, tree: number): Asking<Staging> {
    const p = sigmoid("raw");
    if (this.#input.dialect.capabilities.updatesInPlace) {
      yield sql(`update ${state.name} set raw = raw + ${leaves}`);
      const [g = "", h = ""] = gradients(p).split(/ as [gh](?:, |$)/);
      yield sql(`update ${state.name} set g = ${g}, h = ${h}`);
      return state;
    }
    const added = `select y, ${this.#bins}, raw + ${leaves} as raw from ${state.name}`;
    const scored = `select s.*, ${p} as p from (${added}) as s`;
    const select = `select y, ${this.#bins}, raw, ${gradients("p")} from (${scored}) as t`;
    const next = yield* stored(`boost_${tree % 2}`, select, this.#input);
    yield* dropped(state);
    return next;
  }

  /**
   * Rows that a tree holds for alike are put side by side: the next trees part them at about the same
   * places, and a warehouse that reads rows in blocks passes over those that hold none of a node.
   */
  *#ordered(state: Staging, leaves: string, tree: number): Asking<Staging> {
    if (!this.#binned.keepsNodes) return state;
    const select = `select * from ${state.name} order by ${leaves}, raw`;
    const next = yield* stored(`boost_${tree}`, select, this.#input);
    yield* dropped(state);
    return next;
  }

  *#grow(table: string): Asking<{ growth: Growth; missing: ReadonlySet<number> }> {
    const { keepsNodes } = this.#binned;
    const [root = []] = yield* histograms(table, undefined, 1, this.#binned, this.#input);
    const missing = new Set(root.flatMap((bins, feature) => (bins[0] ? [feature] : [])));
    const growth = new Growth(root, this.#rules, quantum);
    for (let wanted = growth.wanted(); wanted.length > 0; wanted = growth.wanted()) {
      const places = new Map(
        wanted.map((one, index): [TreeNode, [number, Wanted]] => [one.node, [index, one]]),
      );
      const none = keepsNodes ? noNode : "null";
      const node = nodeSql(growth.root, places, onBins(missing), none);
      const found = yield* histograms(table, node, wanted.length, this.#binned, this.#input);
      wanted.forEach((one, index) => {
        growth.expand(one, found[index] ?? []);
      });
    }
    return { growth, missing };
  }
}

/** Cuts the terms into bins, once for all trees and folds. */
export function* boosting(
  design: Design,
  settings: FitSettings,
  input: MaterializationInput,
): Asking<Learner> {
  const cuts = yield* cutsOf(design, Number(settings.own["max_bins"]), input);
  return new Boosting(design, cuts, settings, input);
}
