/** The names of the context that speak of the node being rendered. */

import type { JsonObject } from "../../core/node.ts";
import { dictEntries, isDict } from "../../jinja/collections.ts";
import { PyError } from "../../jinja/errors.ts";
import { toList } from "../../jinja/iteration.ts";
import { builtin, methods } from "../../jinja/params.ts";
import { toText } from "../../jinja/printing.ts";
import { type Callable, PyObject, type Value } from "../../jinja/value.ts";
import { isObject } from "../../project/json.ts";
import { relationOf } from "../relations.ts";
import type { RenderedNode, RenderState } from "../render-state.ts";
import { bound } from "../values/method-table.ts";
import { constant, type Members } from "./member.ts";
import { runtimeConfig } from "./runtime-config.ts";

/** `context`: every name by its text. */
class ContextValue extends PyObject {
  readonly typeName = "dict";
  override readonly isMapping = true;
  readonly render: RenderState;
  constructor(render: RenderState) {
    super();
    this.render = render;
  }
  getattr(name: string): Value | undefined {
    return bound(contextMethods, this, name) ?? this.render.lookup(name);
  }
  override getitem(key: Value): Value | undefined {
    return this.render.lookup(toText(key));
  }
  override iterate(): Iterable<Value> {
    return new Set(this.render.names?.() ?? []);
  }
}

const contextMethods = methods<ContextValue>({
  "get key default?": (self, key, fallback) => self.getitem(key) ?? fallback ?? null,
  keys: (self) => toList(self.iterate() as Value),
  "update values": (self, values) => {
    if (!isDict(values)) throw new PyError("TypeError", "update() takes a dict of names");
    for (const [name, value] of dictEntries(values)) self.render.assign(toText(name), value);
    return null;
  },
});

/** Functions that in dbt are objects which know the project. */
const resolvers: ReadonlySet<string> = new Set(["ref", "source", "var"]);

/** `builtins`: the context without the project's macros, for macros that replace `ref` and its kin. */
class Builtins extends PyObject {
  readonly typeName = "dict";
  readonly #render: RenderState;
  constructor(render: RenderState) {
    super();
    this.#render = render;
  }
  getattr(name: string): Value | undefined {
    return name === "get" ? this.#get : this.#member(name);
  }
  override getitem(key: Value): Value | undefined {
    return this.#member(toText(key));
  }
  #member(name: string): Value | undefined {
    const member = this.#render.member(name);
    if (typeof member !== "function" || !resolvers.has(name)) return member;
    const resolver: Callable = (args, kwargs, site) => (member as Callable)(args, kwargs, site);
    resolver.attributes = { config: () => runtimeConfig(this.#render) };
    return resolver;
  }
  readonly #get = builtin(
    "get key default?",
    (key, fallback = null) => this.getitem(key) ?? fallback,
  );
}

const withoutNulls = (object: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== null && value !== undefined),
  );

/** What dbt's nodes hold before their template was read; templates look into it as if it were final. */
function unread({ config, resource_type }: RenderedNode): JsonObject {
  const common = {
    tags: config["tags"] ?? [],
    meta: config["meta"] ?? {},
    description: "",
    columns: {},
    docs: config["docs"] ?? { show: true },
    contract: { enforced: false, alias_types: true },
    checksum: { name: "sha256", checksum: "" },
    language: "sql",
    refs: [],
    sources: [],
    metrics: [],
    functions: [],
    depends_on: { macros: [], nodes: [] },
    doc_blocks: [],
    unrendered_config: {},
    config_call_dict: {},
    unrendered_config_call_dict: {},
  };
  if (resource_type !== "model") return common;
  return { ...common, access: "protected", constraints: [], primary_key: [] };
}

/** `model`: the node as dbt shows it, where what is none is absent. */
function model({ node, phase }: RenderState): Value {
  if (node === undefined) return {};
  const known = withoutNulls({ ...node } as unknown as JsonObject);
  const shown = phase.execute ? known : { ...unread(node), ...known };
  for (const key of ["config", "contract", "docs"]) {
    const value = shown[key];
    if (isObject(value)) shown[key] = withoutNulls(value);
  }
  if (phase.batch !== undefined) return { ...shown, batch: phase.batch };
  const { refs } = shown;
  if (Array.isArray(refs))
    shown["refs"] = refs.map((one) => (isObject(one) ? withoutNulls(one) : one));
  if (shown["compiled_code"] !== undefined) shown["compiled_sql"] = shown["compiled_code"];
  return shown;
}

function thisRelation(render: RenderState): Value {
  const { node, project } = render;
  if (node === undefined || node.resource_type === "operation") return null;
  return relationOf(project, node);
}

const hooks =
  (key: "pre-hook" | "post-hook") =>
  ({ node }: RenderState): Value =>
    node?.config[key] ?? [];

export const nodeMembers: Members = {
  ref: ({ phase }) => phase.ref,
  source: ({ phase }) => phase.source,
  metric: ({ phase }) => phase.metric,
  function: ({ phase }) => phase.function,
  config: ({ phase }) => phase.config,
  execute: ({ phase }) => phase.execute,
  context: (render) => new ContextValue(render),
  builtins: (render) => new Builtins(render),
  model,
  this: thisRelation,
  database: ({ node, project }) => node?.database ?? project.target["database"] ?? null,
  schema: ({ node, project }) => node?.schema ?? project.target["schema"] ?? null,
  pre_hooks: hooks("pre-hook"),
  post_hooks: hooks("post-hook"),
  sql: constant(null),
  compiled_code: constant(null),
  defer_relation: constant(null),
  selected_resources: constant([]),
  graph: constant({ nodes: {}, sources: {}, exposures: {}, metrics: {}, groups: {} }),
  doc: constant(() => ""),
};
