/** Reading a template for the first time: nothing runs, and what it refers to is written down. */
import type { JsonObject, RefArgs } from "../core/node.ts";
import { dictEntries } from "../jinja/collections.ts";
import { toJson } from "../jinja/json.ts";
import { builtin } from "../jinja/params.ts";
import { toText } from "../jinja/printing.ts";
import {
  type Callable,
  type CallSite,
  type Kwargs,
  PyObject,
  Tuple,
  type Value,
} from "../jinja/value.ts";
import { mergeCalls } from "../project/config-merge.ts";
import type { ProjectContext } from "./project-context.ts";
import {
  configArguments,
  functionArguments,
  metricArguments,
  refArguments,
  sourceArguments,
} from "./reference-arguments.ts";
import { relationOf } from "./relations.ts";
import type { Phase, RenderedNode, RenderState } from "./render-state.ts";
import { TableValue } from "./values/table.ts";

/** What `adapter` methods answer while nothing runs, as dbt's do. */
const nothing: ReadonlyMap<string, () => Value> = new Map<string, () => Value>([
  ["execute", () => Tuple.from<Value>(["", new TableValue([], [])])],
  ...[
    "get_columns_in_relation",
    "get_columns_in_table",
    "get_missing_columns",
    "get_column_schema_from_query",
    "list_relations",
    "list_relations_without_caching",
    "list_schemas",
    "get_partitions_metadata",
  ].map((name): [string, () => Value] => [name, () => []]),
  ...[
    "get_relation",
    "load_relation",
    "check_schema_exists",
    "create_schema",
    "drop_schema",
    "drop_relation",
    "truncate_relation",
    "rename_relation",
    "commit",
    "get_rows_different_sql",
    "valid_snapshot_target",
    "assert_valid_snapshot_target_given_strategy",
    "location_exists",
    "parse_index",
  ].map((name): [string, () => Value] => [name, () => null]),
  ["already_exists", () => false],
]);

/** `config` of a template that is read for the first time: calls are kept, questions answer nothing. */
class ParseConfig extends PyObject {
  readonly typeName = "ParseConfigObject";
  readonly calls: JsonObject = {};

  override call(args: readonly Value[], kwargs: Kwargs): Value {
    this.add(configArguments(args, kwargs));
    return "";
  }
  add(settings: Parameters<typeof dictEntries>[0]): void {
    const given: JsonObject = {};
    for (const [key, value] of dictEntries(settings)) {
      given[toText(key).replace(/^(pre|post)_hook$/, "$1-hook")] = toJson(value);
    }
    mergeCalls(this.calls, given);
  }
  getattr(name: string): Value | undefined {
    if (name === "set") {
      return builtin("set name value", (key, value) => {
        this.add(new Map([[key, value]]));
        return "";
      });
    }
    if (["get", "require", "meta_get", "meta_require"].includes(name)) return (): Value => "";
    if (name === "persist_relation_docs" || name === "persist_column_docs")
      return (): Value => false;
    return undefined;
  }
}

export class ParsePhase implements Phase {
  readonly execute = false;
  readonly refs: RefArgs[] = [];
  readonly sources: [string, string][] = [];
  readonly metrics: string[][] = [];
  readonly functions: string[][] = [];
  readonly config = new ParseConfig();
  readonly ref: Callable;
  readonly source: Callable;
  readonly metric: Callable;
  readonly function: Callable;

  /** @param node Stands for whatever is referred to: only names are known so far. */
  constructor(project: ProjectContext, node: RenderedNode | undefined) {
    const itself = (): Value => (node === undefined ? null : relationOf(project, node));
    this.ref = (args, kwargs) => {
      this.refs.push(refArguments(args, kwargs));
      return itself();
    };
    this.source = (args) => {
      this.sources.push(sourceArguments(args));
      return itself();
    };
    this.function = (args) => {
      this.functions.push(functionArguments(args));
      return itself();
    };
    this.metric = (args) => {
      this.metrics.push(metricArguments(args));
      return null;
    };
  }
  adapterMethod(_render: RenderState, name: string): Callable | undefined {
    return nothing.get(name);
  }
  missingVar(_name: string, _vars: JsonObject, _at: CallSite["at"]): Value {
    return null;
  }
  extra(): undefined {
    return undefined;
  }
}
