/** The selector methods by name. A new one is a line here. */
import { PtxError } from "../../core/error.ts";
import { suggest } from "../../core/suggest.ts";
import type { Criterion } from "../criterion.ts";
import { comparison } from "./comparison.ts";
import { config } from "./config.ts";
import { named, source } from "./dotted.ts";
import { fqn } from "./fqn.ts";
import type { Matcher, MethodContext, SelectorMethod } from "./method.ts";
import { file, path } from "./path.ts";
import { resourceType } from "./resource-type.ts";
import { testName, testType } from "./test.ts";
import { access, group, packageName, tag } from "./text.ts";
import { version } from "./version.ts";

export const selectorMethods: Readonly<Record<string, SelectorMethod>> = {
  fqn,
  tag,
  group,
  access,
  source,
  path,
  file,
  package: packageName,
  config,
  test_name: testName,
  test_type: testType,
  resource_type: resourceType,
  version,
  exposure: named("exposure", "an exposure"),
  metric: named("metric", "a metric"),
  semantic_model: named("semantic_model", "a semantic model"),
  saved_query: named("saved_query", "a saved query"),
  unit_test: named("unit_test", "a unit test"),
  state: comparison("state", "manifest.json", "new, modified, old or unmodified since --state"),
  result: comparison("result", "run_results.json", "status of the node in the run of --state"),
  source_status: comparison("source_status", "sources.json", "fresher: sources with newer rows"),
};

/**
 * What a criterion picks, its operators left aside.
 *
 * @throws PtxError PTX2101 for an unknown method, PTX2105 and PTX2106 for what the method rejects.
 */
export function matcherOf(criterion: Criterion, context: MethodContext): Matcher {
  const { method, place } = criterion;
  const known = Object.hasOwn(selectorMethods, method) ? selectorMethods[method] : undefined;
  if (known) return known.matcher(criterion, context);
  const names = [...Object.keys(selectorMethods), "selector"];
  const near = suggest(method, names);
  throw new PtxError("PTX2101", `unknown selector method "${method}" ${place}`, {
    hint: near ? `did you mean ${near}?` : `the methods are ${names.sort().join(", ")}`,
  });
}
