/** `resource_type:` */
import { PtxError } from "../../core/error.ts";
import { suggest } from "../../core/suggest.ts";
import { textOf } from "../candidate.ts";
import type { SelectorMethod } from "./method.ts";

/** All kinds that a manifest names, also those that the graph never holds. */
const types: ReadonlySet<string> = new Set(
  (
    "model analysis test snapshot operation seed rpc sql_operation doc source macro exposure metric " +
    "group saved_query semantic_model unit_test fixture function"
  ).split(" "),
);

export const resourceType: SelectorMethod = {
  summary: "kind of the node: model, source, seed, snapshot, test, exposure, …",
  matcher({ value, place }) {
    const type = textOf(value);
    if (types.has(type)) return ({ resource_type }) => resource_type === type;
    const near = suggest(type, types);
    throw new PtxError("PTX2105", `resource_type: found "${type}" ${place}`, {
      hint: near
        ? `did you mean ${near}?`
        : "write model, source, seed, snapshot, test, unit_test, analysis or exposure",
    });
  },
};
