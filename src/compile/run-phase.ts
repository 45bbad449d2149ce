/** Rendering a node to run it: references are relations, and the warehouse answers. */
import { PtxError } from "../core/error.ts";
import type { Location } from "../core/location.ts";
import type { JsonObject, NodeId, RefArgs, SourceNode } from "../core/node.ts";
import type { TimeRange } from "../core/project.ts";
import type { Relation, RelationName } from "../core/relation.ts";
import { suggest } from "../core/suggest.ts";
import type { Callable, Value } from "../jinja/value.ts";
import { batchValue } from "./batch-value.ts";
import type { DeferredNames } from "./deferral.ts";
import type { Ask } from "./drive.ts";
import { eventTimeFilter } from "./event-time.ts";
import type { ProjectContext } from "./project-context.ts";
import {
  functionArguments,
  metricArguments,
  refArguments,
  sourceArguments,
} from "./reference-arguments.ts";
import type { Referable, References } from "./references.ts";
import { ephemeralOf, type Reading, relationOf, sourceRelation } from "./relations.ts";
import type { Phase, RenderedNode, RenderState } from "./render-state.ts";
import { Done, warehouseMethod } from "./run-adapter.ts";
import { RunConfig } from "./run-config.ts";
import type { StandIns } from "./stand-ins.ts";
import type { TestInputs } from "./unit-test.ts";

/** The part of time that one batch of a microbatch model covers. */
export type Batch = TimeRange;

/** A step of an iterative model. */
export interface Iteration {
  /** 0 for the first. */
  readonly number: number;
  /** What the step before left, as SQL names it. */
  readonly previous: string | undefined;
}

const firstStep: Iteration = { number: 0, previous: undefined };

export interface RunFacts {
  readonly project: ProjectContext;
  readonly references: References;
  readonly node: RenderedNode | undefined;
  /** Nodes that the template was seen to refer to; `undefined` where anything may be named. */
  readonly parents: ReadonlySet<NodeId> | undefined;
  readonly empty: boolean;
  readonly batch: Batch | undefined;
  readonly sample?: TimeRange | undefined;
  readonly iteration?: Iteration | undefined;
  /** What stands for the node's inputs when it is tested. */
  readonly inputs?: TestInputs | undefined;
  /** What stands for nodes that are not built yet, in a dry run. */
  readonly standIns?: StandIns | undefined;
  readonly ask: Ask;
  /** Statements are collected in transactions: a materialization runs. */
  readonly transactional?: boolean | undefined;
  readonly existing: (name: RelationName) => Relation | null | undefined;
  /** The names under which a node is read: its own, or those of a state that it is deferred to. */
  readonly namesOf?: ((node: Referable) => DeferredNames) | undefined;
  /** Further names: test arguments, `graph`, `results`, … */
  readonly names: ReadonlyMap<string, (render: RenderState) => Value>;
}

export class RunPhase implements Phase {
  readonly execute = true;
  readonly config: RunConfig;
  /** Ephemeral models read, in order. */
  readonly ephemerals = new Set<NodeId>();
  readonly ref: Callable;
  readonly source: Callable;
  readonly metric: Callable;
  readonly function: Callable;
  /** What the render did to the warehouse so far. */
  readonly done: Done;
  readonly #facts: RunFacts;

  constructor(facts: RunFacts) {
    this.#facts = facts;
    const { node } = facts;
    this.done = new Done(facts.transactional ?? false);
    const owner =
      node === undefined ? "The operation" : `${capital(node.resource_type)} '${node.name}'`;
    this.config = new RunConfig(node?.config ?? {}, owner);
    this.ref = (args, kwargs, { at }) => this.#ref(refArguments(args, kwargs), at);
    this.source = (args, _, { at }) => this.#source(sourceArguments(args), at);
    this.metric = (args) => metricArguments(args).at(-1);
    this.function = (args, _, { at }) => this.#function(functionArguments(args), at);
  }

  adapterMethod(render: RenderState, name: string): Callable | undefined {
    const { ask, existing, standIns } = this.#facts;
    return warehouseMethod(name, { render, ask, existing, standIns, done: this.done });
  }

  missingVar(name: string, vars: JsonObject, at: Location): never {
    const known = Object.keys(vars);
    const close = suggest(name, known);
    const listed = known.length === 0 ? "none are" : `these are: ${known.sort().join(", ")}`;
    throw new PtxError("PTX1012", `Required var '${name}' is not defined; ${listed}`, {
      at,
      hint: close
        ? `Did you mean '${close}'?`
        : `Pass it with --vars '{${name}: …}', or give a default: var('${name}', '…').`,
    });
  }

  get batch(): Value {
    const { batch, node } = this.#facts;
    return batch && batchValue(batch, String(node?.config["batch_size"] ?? "day"));
  }

  get iteration(): Iteration | undefined {
    const { iteration, node } = this.#facts;
    return node?.config["materialized"] === "iterative" ? (iteration ?? firstStep) : undefined;
  }

  extra(render: RenderState, name: string): Value | undefined {
    return this.#facts.names.get(name)?.(render);
  }

  get #from(): string {
    return this.#facts.node?.package_name ?? this.#facts.project.project.root.name;
  }

  #ref(wanted: RefArgs, at: Location): Value {
    const { references, project } = this.#facts;
    const target = references.ref(wanted, this.#from);
    const shown = refText(wanted);
    if (target === undefined) {
      const close = references.nearName(wanted.name);
      throw new PtxError("PTX3205", `${shown} names no model, seed or snapshot`, {
        at,
        hint: close
          ? `Did you mean ref('${close}')?`
          : "Check the name, and whether the node is enabled.",
      });
    }
    const { inputs } = this.#facts;
    if (inputs) return ephemeralOf(project, inputs.cte(target.unique_id, shown, at));
    this.#checkSeen(target.unique_id, shown, at);
    this.#checkAccess(target, at);
    const reading = this.#reading(target);
    const standIn = this.#facts.standIns?.nameOf(target.unique_id);
    if (standIn !== undefined) return ephemeralOf(project, standIn, reading);
    if (target.config["materialized"] !== "ephemeral" || target.resource_type !== "model") {
      const names = this.#facts.namesOf?.(target);
      return relationOf(project, names ? { ...target, ...names } : target, reading);
    }
    if (this.#facts.node === undefined || this.#facts.node.resource_type === "operation") {
      throw new PtxError("PTX3210", `${shown} is ephemeral: an operation cannot read it`, {
        at,
        hint: "Operations have no query to put it into; materialize it as a view.",
      });
    }
    this.ephemerals.add(target.unique_id);
    return ephemeralOf(project, target.alias, reading);
  }

  #source([name, table]: [string, string], at: Location): Value {
    const { references, project } = this.#facts;
    const target = references.source(name, table, this.#from);
    const shown = `source('${name}', '${table}')`;
    if (target === undefined) {
      const close = references.nearSource(`${name}.${table}`);
      throw new PtxError("PTX3205", `${shown} names no source table`, {
        at,
        hint: close
          ? `Did you mean source('${close.replace(".", "', '")}')?`
          : "Declare it under sources: in a property file.",
      });
    }
    const { inputs } = this.#facts;
    if (inputs) return ephemeralOf(project, inputs.cte(target.unique_id, shown, at));
    this.#checkSeen(target.unique_id, shown, at);
    return sourceRelation(project, target, this.#reading(target));
  }

  #function(wanted: readonly string[], at: Location): Value {
    const { references, project } = this.#facts;
    const target = references.function(wanted, this.#from);
    const shown = `function('${wanted.join("', '")}')`;
    if (target === undefined) {
      const close = references.nearFunction(wanted.at(-1) ?? "");
      throw new PtxError("PTX3205", `${shown} names no function`, {
        at,
        hint: close ? `Did you mean function('${close}')?` : "Put its file below functions/.",
      });
    }
    this.#checkSeen(target.unique_id, shown, at);
    return relationOf(project, target);
  }

  /** A reference hidden behind `execute` is not in the graph: its node may not be built yet. */
  #checkSeen(id: NodeId, shown: string, at: Location): void {
    const { parents, node } = this.#facts;
    if (parents === undefined || parents.has(id)) return;
    throw new PtxError(
      "PTX3204",
      `${shown} was not seen when '${node?.name}' was read: it depends on what only a run knows`,
      {
        at,
        hint: `Add this line to the template: -- depends_on: {{ ${shown} }}`,
      },
    );
  }

  #checkAccess(target: Referable, at: Location): void {
    const { node } = this.#facts;
    if (target.resource_type !== "model" || target.access !== "private" || node === undefined)
      return;
    const group = "group" in node ? node.group : null;
    if (group === target.group) return;
    throw new PtxError("PTX3208", `'${target.name}' is private to the group '${target.group}'`, {
      at,
      hint: `Add '${node.name}' to that group, or make '${target.name}' protected.`,
    });
  }

  #reading(target: Referable | SourceNode): Reading {
    const { empty, batch, sample, node, project } = this.#facts;
    const quote = project.warehouse.quoteCharacter;
    const quoted = (name: string) => `${quote}${name}${quote}`;
    return {
      limit: empty ? 0 : undefined,
      filter: eventTimeFilter(target, { node, batch, sample, quoted }),
    };
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function refText({ name, package: owner, version }: RefArgs): string {
  const parts = [...(owner === null ? [] : [`'${owner}'`]), `'${name}'`];
  if (version !== null) parts.push(`v=${typeof version === "string" ? `'${version}'` : version}`);
  return `ref(${parts.join(", ")})`;
}
