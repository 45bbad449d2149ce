/** Whether the SQL of a node would be accepted, by the warehouse's own word. */
import type { Estimate } from "../../core/adapter.ts";
import type { Compiled, Rendered } from "../../core/compiled.ts";
import { type Diagnostic, PtxError } from "../../core/error.ts";
import type { AnyNode } from "../../core/node.ts";
import type { Column } from "../../core/relation.ts";
import type { CompileInBatch, NodeCompiler, RunContext } from "../ports.ts";
import { diagnosticFor } from "../results.ts";
import { locateSqlError } from "../sql-error.ts";
import type { Inputs, Outlooks } from "./outlook.ts";
import type { PlannedTables } from "./planned-tables.ts";
import { type ReadingSession, Withheld } from "./reading-session.ts";

/** What the nodes of a dry run share. */
export interface DryRun {
  readonly context: RunContext;
  /** Compiles with planned tables in the place of relations. */
  readonly planner: NodeCompiler;
  readonly planned: PlannedTables;
  readonly outlooks: Outlooks;
}

export interface Place extends DryRun {
  readonly session: ReadingSession;
}

export type Checked =
  | {
      readonly verdict: "valid";
      readonly query: Rendered;
      readonly compiled: Compiled;
      readonly columns: readonly Column[];
      /** It reads planned tables: what it costs is not known. */
      readonly onPlanned: boolean;
    }
  | { readonly verdict: "invalid"; readonly error: Diagnostic }
  | { readonly verdict: "unchecked"; readonly reason: string };

const unchecked = (reason: string): Checked => ({ verdict: "unchecked", reason });

const namesOf = (nodes: readonly AnyNode[]): string => nodes.map(({ name }) => name).join(", ");

/** Why nothing can be said of a node yet; `undefined` where it can be tried. */
function obstacle({ invalid, absent }: Inputs): string | undefined {
  if (invalid.length > 0) {
    return `${namesOf(invalid)} ${invalid.length === 1 ? "is" : "are"} not valid`;
  }
  if (absent.length === 0) return undefined;
  const what = absent.length === 1 ? "which does" : "which do";
  return `waits for ${namesOf(absent)}, ${what} not exist yet`;
}

/** The connection or the user ended it: that is not about one node. */
const isFatal = ({ diagnostic: { code } }: PtxError): boolean =>
  code === "PTX4002" || code === "PTX4003" || code === "PTX4013" || code === "PTX4014";

const firstLine = (text: string): string => {
  const line = text.trim().replaceAll(/\s+/g, " ");
  return line.length > 80 ? `${line.slice(0, 77)}...` : line;
};

/** Compiles a node and lets the warehouse bind it. Throws only what ends the whole dry run. */
export async function checkSelect(
  node: AnyNode,
  batch: CompileInBatch["batch"] | undefined,
  place: Place,
): Promise<Checked> {
  const inputs = place.outlooks.inputsOf(node);
  const reason = obstacle(inputs);
  if (reason !== undefined) return unchecked(reason);
  const { context, planner, planned, session } = place;
  const onPlanned = inputs.planned.length > 0;
  const compiler = onPlanned ? planner : context.compiler;
  let query: Rendered | undefined;
  try {
    const given = batch === undefined ? session : { session, batch };
    const compiled = await compiler.compile(node.unique_id, given);
    const whole: Rendered = { text: compiled.sql, spans: compiled.spans };
    query = onPlanned ? planned.inFrontOf(whole) : whole;
    const bound = (columns: readonly Column[], by: Rendered): Checked => ({
      verdict: "valid",
      query: by,
      compiled,
      columns,
      onPlanned,
    });
    const columns = await described(query, session);
    if (!(columns instanceof PtxError)) return bound(columns, query);
    const other = onPlanned ? planned.underTheirNames(whole) : undefined;
    if (other === undefined) throw columns;
    query = other;
    return bound(await session.describe(other.text), other);
  } catch (error) {
    return refusal(error, query, inputs, place);
  }
}

/** The columns of a query, or why it has none. @throws what is not about its SQL. */
async function described(
  { text }: Rendered,
  session: ReadingSession,
): Promise<readonly Column[] | PtxError> {
  try {
    return await session.describe(text);
  } catch (error) {
    if (error instanceof PtxError && error.diagnostic.code === "PTX4001") return error;
    throw error;
  }
}

/**
 * What the warehouse expects of a statement; nothing where it reads planned tables.
 *
 * @throws PtxError where the warehouse refuses it.
 */
export async function estimateOf(
  { onPlanned }: { readonly onPlanned: boolean },
  statement: string,
  { session }: Pick<Place, "session">,
): Promise<Estimate> {
  return onPlanned ? {} : session.estimate(statement);
}

/** What an error says about a node. @throws the error itself where it is not about the node. */
export function refusal(
  error: unknown,
  query: Rendered | undefined,
  inputs: Inputs,
  { planned }: Pick<Place, "planned">,
): Checked {
  if (error instanceof Withheld) {
    return unchecked(`its template runs a statement that may write: ${firstLine(error.statement)}`);
  }
  if (!(error instanceof PtxError) || isFatal(error)) throw error;
  const doubt = doubtOf(query, inputs);
  if (doubt !== undefined) return unchecked(doubt);
  const sent = query && { statement: query.text, spans: query.spans, from: 0 };
  const found = diagnosticFor(locateSqlError(error, sent));
  return { verdict: "invalid", error: { ...found, message: planned.unveiled(found.message) } };
}

/** Columns that tables have and selects do not. */
const hidden = /\b(?:rowid|ctid|xmin|_partitiontime|_partitiondate|_table_suffix)\b/i;

/** Why an error need not mean that the node is wrong: only part of what it reads is there. */
function doubtOf(query: Rendered | undefined, inputs: Inputs): string | undefined {
  const { planned, functions } = inputs;
  if (functions.length > 0) return `waits for the function ${namesOf(functions)}`;
  if (planned.length === 0) return undefined;
  const waits = `waits for ${namesOf(planned)}, which this run makes or changes`;
  if (query === undefined) return `its template looks at what is not built yet; ${waits}`;
  return hidden.test(query.text) ? waits : undefined;
}
