/** `exceptions`: how templates stop with a message, or warn. */
import { PtxError } from "../../core/error.ts";
import { warningLevel, warningPolicyOf } from "../../core/warning-policy.ts";
import { getAttribute } from "../../jinja/attributes.ts";
import { toList } from "../../jinja/iteration.ts";
import { builtin } from "../../jinja/params.ts";
import { toText } from "../../jinja/printing.ts";
import { Undefined } from "../../jinja/undefined.ts";
import type { Callable, Value } from "../../jinja/value.ts";
import type { RenderState } from "../render-state.ts";
import type { Members } from "./member.ts";

const raised = (message: string, hint?: string): PtxError =>
  new PtxError("PTX3201", message, { hint });

/** A function that raises what `message` makes of its arguments. */
const raising =
  (message: (...args: Value[]) => string, hint?: string): Callable =>
  (args, kwargs) => {
    throw raised(message(...args, ...kwargs.values()), hint);
  };

const plain = raising((message) => toText(message ?? ""));

const attribute = (value: Value, name: string): string => {
  const found = getAttribute(value, name);
  return found instanceof Undefined ? toText(value) : toText(found);
};

const functions: Readonly<Record<string, Callable>> = {
  raise_compiler_error: plain,
  raise_database_error: plain,
  raise_dependency_error: plain,
  raise_not_implemented: plain,
  raise_cache_inconsistent: plain,
  raise_fail_fast_error: plain,
  missing_config: raising(
    (model, name) =>
      `Model '${attribute(model, "unique_id")}' does not define the required config '${toText(name)}'`,
    "Set it in config() or in a property file.",
  ),
  missing_materialization: raising(
    (model, adapter) =>
      `No materialization for '${attribute(model, "name")}' on ${toText(adapter)}`,
  ),
  missing_relation: raising((relation) => `Relation '${toText(relation)}' was not found`),
  relation_wrong_type: raising(
    (relation, expected) =>
      `${toText(relation)} is a ${attribute(relation, "type")}, but a ${toText(expected)} is needed`,
    "Drop it, or choose another name.",
  ),
  raise_contract_error: raising(
    (yaml, sql) =>
      `The columns of the contract differ from those of the query: ${toText(yaml)} against ${toText(sql)}`,
    "Change the query or the columns in the property file.",
  ),
  column_type_missing: raising(
    (names) =>
      `A contract needs the data_type of every column; it is missing for ${toList(names).map(toText).join(", ")}`,
    "Add data_type: to these columns.",
  ),
  raise_ambiguous_alias: raising(
    (a, b) =>
      `'${attribute(a, "unique_id")}' and '${attribute(b, "unique_id")}' would create the same relation`,
    "Give one of them another alias or schema.",
  ),
  raise_ambiguous_catalog_match: raising(
    (id, a, b) =>
      `Two relations of the warehouse match '${toText(id)}': ${toText(a)} and ${toText(b)}`,
  ),
  raise_duplicate_resource_name: raising(
    (a, b) =>
      `'${attribute(a, "unique_id")}' and '${attribute(b, "unique_id")}' have the same name`,
  ),
  raise_duplicate_patch_name: raising(
    (a, b) => `'${attribute(a, "name")}' is described twice, also in ${toText(b)}`,
  ),
  raise_dep_not_found: raising(
    (node, name) =>
      `'${attribute(node, "unique_id")}' depends on '${toText(name)}', which was not found`,
  ),
  raise_dataclass_not_dict: raising((value) => `${toText(value)} is no dict`),
  raise_invalid_property_yml_version: raising((path, issue) => `${toText(path)}: ${toText(issue)}`),
};

const warn = (render: RenderState): Callable =>
  builtin("warn msg node?", (message) => {
    const warning = new PtxError("PTX3209", toText(message));
    const level = warningLevel(warningPolicyOf(render.invocation.args), "PTX3209");
    if (level === "error") throw warning;
    if (level === "warning") render.note({ kind: "warning", error: warning });
    return "";
  });

function snapshotWarning(render: RenderState): Callable {
  return builtin("warn_snapshot_timestamp_data_types snapshot_time updated_at", (a, b) => {
    const message = `The snapshot's time is ${toText(a)}, but updated_at is ${toText(b)}`;
    render.note({ kind: "warning", error: new PtxError("PTX3209", message) });
    return null;
  });
}

export const exceptionMembers: Members = {
  exceptions: (render) => ({
    ...functions,
    warn: warn(render),
    warn_snapshot_timestamp_data_types: snapshotWarning(render),
  }),
};
