/** Contracts of models against an earlier state: whether they changed, and what that breaks. */
import { type Diagnostic, PtxError } from "../core/error.ts";
import type { ColumnInfo, JsonObject, ModelNode } from "../core/node.ts";
import { sameValue } from "./same-node.ts";

const enforced = ({ contract }: ModelNode): boolean => contract?.enforced === true;

/** Whether a model's contract is as it was. */
export function sameContract(now: ModelNode, before: ModelNode): boolean {
  if (!enforced(now) && !enforced(before)) return true;
  if (!enforced(now) || !enforced(before)) return false;
  return (now.contract.checksum ?? null) === (before.contract.checksum ?? null);
}

/** Types as far as a reader of the table notices: without length and precision. */
const baseType = (type: string | null): string | null =>
  type === null ? null : (type.split("(")[0] ?? "").trim().toLowerCase();

const keepsConstraints = ({ config }: ModelNode): boolean =>
  config["materialized"] === "table" || config["materialized"] === "incremental";

function lost(before: readonly JsonObject[], now: readonly JsonObject[]): string[] {
  return before
    .filter((one) => !now.some((other) => sameValue(one, other)))
    .map(({ type }) => String(type));
}

function columnBreaks(before: ColumnInfo, now: ColumnInfo | undefined, kept: boolean): string[] {
  const { name } = before;
  if (now === undefined) return [`column ${name} was removed`];
  const breaks: string[] = [];
  if (baseType(before.data_type) !== baseType(now.data_type)) {
    breaks.push(`column ${name} was ${before.data_type} and is ${now.data_type}`);
  }
  const constraints = kept ? lost(before.constraints, now.constraints) : [];
  return [...breaks, ...constraints.map((type) => `${type} of column ${name} was removed`)];
}

/** What of a contract's promises the model no longer keeps. */
export function contractBreaks(now: ModelNode, before: ModelNode): string[] {
  if (!enforced(before) || sameContract(now, before)) return [];
  const breaks = enforced(now) ? [] : ["the contract is no longer enforced"];
  const kept = keepsConstraints(before);
  for (const [name, column] of Object.entries(before.columns)) {
    breaks.push(...columnBreaks(column, now.columns[name], kept));
  }
  const removed = kept ? lost(before.constraints ?? [], now.constraints ?? []) : [];
  return [...breaks, ...removed.map((type) => `${type} of the model was removed`)];
}

/** A model with a contract that is no longer there. */
export const removalBreaks = (before: ModelNode, disabled: boolean): string[] =>
  enforced(before) ? [disabled ? "the model was disabled" : "the model was removed"] : [];

/**
 * Tells of broken promises: readers of a model without versions are warned.
 * @throws PtxError PTX5005 for a version of a model: a new version is the way to change it.
 */
export function brokenContract(
  { name, version, original_file_path: file }: ModelNode,
  breaks: readonly string[],
): Diagnostic {
  const message = `Model '${name}' breaks its contract: ${breaks.join("; ")}`;
  const at = { file, line: 1, column: 1 };
  if (version === null || version === undefined) {
    const hint = "Tell its readers, or keep what they have and add a version of the model.";
    return { code: "PTX5005", severity: "warning", message, at, hint };
  }
  throw new PtxError("PTX5005", `${message} (version ${version})`, {
    at,
    hint: "Leave this version as it was, and add a new one under versions:.",
  });
}
