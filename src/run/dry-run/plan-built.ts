/** What a run would do with a node that leaves a relation, and what the relation would be then. */
import type { Compiled } from "../../core/compiled.ts";
import type { PlannedNode } from "../../core/event.ts";
import type { ModelNode, SeedNode, SnapshotNode } from "../../core/node.ts";
import type { Column } from "../../core/relation.ts";
import { fittedColumns } from "../../materializations/fit/result.ts";
import { type Intention, intentionOf } from "../../materializations/intention.ts";
import type { MaterializationInput } from "../../materializations/materialization.ts";
import { materializationNamed } from "../../materializations/registry.ts";
import { rehearse } from "../../materializations/rehearse.ts";
import { columnTypes, quotesColumns } from "../../materializations/seed.ts";
import { firstSelect } from "../../materializations/snapshot.ts";
import { windowsOf } from "../build-batches.ts";
import { constraintsOf, fullRefresh, inputFor, seedFile } from "../materialize.ts";
import { isMicrobatch, sqlTime, type TimeWindow, windowName } from "../microbatch.ts";
import { type Checked, checkSelect, estimateOf, type Place, refusal } from "./check-select.ts";
import type { Outlook } from "./outlook.ts";

export type Relating = ModelNode | SeedNode | SnapshotNode;

/** The part of a planned node that this finds out. */
export type Found = Omit<PlannedNode, "label" | "after">;

/** Materializations whose relation has columns that can be told, and whose plan can be followed. */
const followed: ReadonlySet<string> = new Set(
  "view table incremental iterative materialized_view dynamic_table snapshot".split(" "),
);

interface Batches {
  readonly windows: readonly TimeWindow[];
  readonly deed: string;
}

/** The windows of a microbatch model; nothing for other nodes. */
function batchesOf(node: Relating, { context }: Place): Batches | undefined {
  if (node.resource_type !== "model" || !isMicrobatch(node.config)) return undefined;
  const again = context.batches?.has(node.unique_id) === true;
  const refresh = !again && fullRefresh(node.config, context.invocation.fullRefresh);
  const windows = windowsOf(node, refresh, context);
  const [first, last] = [windows[0], windows.at(-1)];
  if (!first || !last) return { windows, deed: "no batches" };
  const span = [...new Set([windowName(first, node.config), windowName(last, node.config)])];
  const count = windows.length === 1 ? "1 batch" : `${windows.length} batches`;
  return { windows, deed: `${count}, ${span.join(" to ")}` };
}

function inputOf(
  node: Relating,
  compiled: Pick<Compiled, "sql" | "config">,
  window: TimeWindow | undefined,
  { context }: Place,
): MaterializationInput {
  const part = {
    fullRefresh: fullRefresh(compiled.config, context.invocation.fullRefresh),
    pre: [],
    post: [],
    batch: window && { start: sqlTime(window.start), end: sqlTime(window.end) },
  };
  return inputFor(node, compiled, context, part, constraintsOf(node));
}

/** Plans one model, seed or snapshot, and remembers what its relation will be. */
export async function planBuilt(node: Relating, place: Place): Promise<Found> {
  const blank = inputOf(node, { sql: "", config: node.config }, undefined, place);
  let intention: Intention = { action: "build", deed: "build" };
  try {
    const batches = batchesOf(node, place);
    const { materialized } = node.config;
    intention = intentionOf(String(materialized ?? node.resource_type), blank);
    if (batches) intention = { ...intention, deed: `${intention.deed}: ${batches.deed}` };
    if (node.resource_type === "seed") return await planSeed(node, intention, blank, place);
    return await planSelect(node, intention, batches?.windows[0], blank, place);
  } catch (error) {
    const found = refusal(error, undefined, place.outlooks.inputsOf(node), place);
    return settled(node, intention, found, blank, place);
  }
}

/** A node about which no more can be said. */
function settled(
  node: Relating,
  intention: Intention,
  found: Checked,
  { existing }: MaterializationInput,
  { outlooks }: Place,
): Found {
  const unknown: Outlook = existing ? "unknown" : "absent";
  outlooks.set(node.unique_id, found.verdict === "invalid" ? "invalid" : unknown);
  if (found.verdict === "invalid") {
    return { ...intention, verdict: "invalid", error: found.error };
  }
  if (found.verdict === "unchecked") {
    return { ...intention, verdict: "unchecked", reason: found.reason };
  }
  return { ...intention, verdict: "valid" };
}

async function planSelect(
  node: Exclude<Relating, SeedNode>,
  intention: Intention,
  window: TimeWindow | undefined,
  blank: MaterializationInput,
  place: Place,
): Promise<Found> {
  const batch = window && { start: sqlTime(window.start), end: sqlTime(window.end) };
  const checked = await checkSelect(node, batch, place);
  if (checked.verdict !== "valid") return settled(node, intention, checked, blank, place);
  const { query, compiled } = checked;
  const input = inputOf(node, { sql: query.text, config: compiled.config }, window, place);
  const materialized = String(compiled.config["materialized"] ?? node.resource_type);
  try {
    const byMacro = place.context.compiler.isBuiltByMacro?.(compiled) === true;
    const materialization = byMacro ? undefined : materializationNamed(materialized);
    if (!materialization || !followed.has(materialized)) {
      const told = await estimateOf(checked, query.text, place);
      if (byMacro || materialized !== "fit") {
        return { ...settled(node, intention, checked, blank, place), ...told };
      }
      await foresee(node, fittedColumns(input), input, place);
      return { ...intention, verdict: "valid", ...told };
    }
    const plan = materialization.plan(input);
    const { first } = await rehearse(plan, place.session, {
      target: input.target,
      select: query.text,
    });
    const changes = first?.selectAt !== undefined && /^\s*(?:merge|insert)\b/i.test(first.sql);
    const statement = changes ? first.sql : query.text;
    const told = await estimateOf(checked, statement, place);
    await foresee(node, checked.columns, input, place);
    // A view is made without reading anything.
    return { ...intention, verdict: "valid", ...(materialized === "view" ? {} : told) };
  } catch (error) {
    const found = refusal(error, query, place.outlooks.inputsOf(node), place);
    return settled(node, intention, found, blank, place);
  }
}

async function planSeed(
  node: SeedNode,
  intention: Intention,
  input: MaterializationInput,
  place: Place,
): Promise<Found> {
  const { adapter, project } = place.context;
  const file = seedFile(node, project);
  if (!file || !adapter.seedColumns) {
    const reason = "this warehouse reads the file when it is loaded";
    return settled(node, intention, { verdict: "unchecked", reason }, input, place);
  }
  await rehearse(materializationNamed("seed").plan(input), place.session, {
    target: input.target,
    select: "",
  });
  const columns = await adapter.seedColumns(place.session, {
    target: input.target,
    ...file,
    columnTypes: columnTypes(input),
    quoteColumns: quotesColumns(input.config, input.dialect),
    truncate: false,
  });
  if (input.existing && !input.fullRefresh) place.outlooks.set(node.unique_id, "kept");
  else await foresee(node, columns, input, place);
  return { ...intention, verdict: "valid" };
}

/** Remembers what the relation of a valid node will be. */
async function foresee(
  node: Relating,
  selected: readonly Column[],
  input: MaterializationInput,
  { session, planned, outlooks }: Place,
): Promise<void> {
  const existing = input.existing && (await session.columns(input.target));
  const columns = await columnsAfter(node, selected, existing, input, session);
  const same = existing !== undefined && isSame(existing, columns);
  if (same) outlooks.set(node.unique_id, "kept");
  else if (planned.add(node.unique_id, node.alias, columns)) {
    outlooks.set(node.unique_id, "planned");
  } else outlooks.set(node.unique_id, existing ? "unknown" : "absent");
}

async function columnsAfter(
  node: Relating,
  selected: readonly Column[],
  existing: readonly Column[] | undefined,
  input: MaterializationInput,
  session: Place["session"],
): Promise<readonly Column[]> {
  const present = existing ?? [];
  if (node.resource_type === "snapshot") {
    return existing ? joined(present, selected) : session.describe(firstSelect(input));
  }
  const grows = input.config["materialized"] === "incremental" && existing !== undefined;
  if (!grows || input.fullRefresh || input.existing?.kind !== "table") return selected;
  switch (input.config["on_schema_change"]) {
    case "append_new_columns":
      return joined(present, selected);
    case "sync_all_columns":
      return selected;
    default:
      return present;
  }
}

/** The columns of a table that gets those of a select that it does not have. */
function joined(present: readonly Column[], selected: readonly Column[]): Column[] {
  const known = new Set(present.map(({ name }) => name.toLowerCase()));
  return [...present, ...selected.filter(({ name }) => !known.has(name.toLowerCase()))];
}

/** Types are compared as the warehouse spells them. */
const isSame = (before: readonly Column[], after: readonly Column[]): boolean =>
  before.length === after.length &&
  before.every(({ name, type }, i) => name === after[i]?.name && type === after[i]?.type);
