/** Ephemeral models: each is rendered once, and stands as a CTE in front of whoever reads it. */
import type { CompileFacts, Rendered } from "../core/compiled.ts";
import type { MacroId, NodeId } from "../core/node.ts";
import type { Cte } from "./inject.ts";
import type { CompileOptions } from "./job.ts";
import { ephemeralName } from "./values/relation.ts";

/** The CTE of an ephemeral model. */
export interface ModelCte extends Cte {
  readonly id: NodeId;
}

/** What came of rendering an ephemeral model. */
export interface RenderedModel {
  readonly alias: string;
  readonly query: Rendered;
  /** Ephemeral models that it reads itself, in order. */
  readonly reads: Iterable<NodeId>;
  readonly used: ReadonlySet<MacroId>;
}

type RenderModel = (id: NodeId, options: CompileOptions) => Promise<RenderedModel>;

/** A CTE as dbt's manifest lists it. */
export const cteFact = ({ id, name, query }: ModelCte) => ({
  id,
  sql: ` ${name} as (\n${query.text}\n)`,
});

export class Ephemerals {
  readonly #render: RenderModel;
  readonly #facts: Map<NodeId, CompileFacts>;
  readonly #known = new Map<NodeId, Promise<readonly ModelCte[]>>();

  /** @param facts Where what is found out about the models is written down. */
  constructor(render: RenderModel, facts: Map<NodeId, CompileFacts>) {
    this.#render = render;
    this.#facts = facts;
  }

  /** The CTEs of ephemeral models, each after those that it reads itself. */
  async ctes(ids: Iterable<NodeId>, options: CompileOptions): Promise<ModelCte[]> {
    const found = new Map<string, ModelCte>();
    for (const id of ids) {
      for (const cte of await this.#once(id, options)) {
        if (!found.has(cte.name)) found.set(cte.name, cte);
      }
    }
    return [...found.values()];
  }

  #once(id: NodeId, options: CompileOptions): Promise<readonly ModelCte[]> {
    let known = this.#known.get(id);
    if (known === undefined) {
      known = this.#rendered(id, options);
      this.#known.set(id, known);
      // A failure may have been the warehouse's: the next reader tries again.
      known.catch(() => this.#known.delete(id));
    }
    return known;
  }

  async #rendered(id: NodeId, options: CompileOptions): Promise<readonly ModelCte[]> {
    const { alias, query, reads, used } = await this.#render(id, options);
    const parents = await this.ctes(reads, options);
    const extra_ctes = parents.map(cteFact);
    this.#facts.set(id, { sql: query.text, macros: [...used], extra_ctes });
    return [...parents, { id, name: ephemeralName(alias), query }];
  }
}
