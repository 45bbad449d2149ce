/** Turns the templates of a manifest into SQL that can run. */
import type { Session } from "../core/adapter.ts";
import type { Compiled, CompileFacts, Rendered } from "../core/compiled.ts";
import { PtxError } from "../core/error.ts";
import type { Emit } from "../core/event.ts";
import { type Manifest, nodeOf } from "../core/manifest.ts";
import type { AnyNode, CompiledNode, Json, JsonObject, MacroNode, NodeId } from "../core/node.ts";
import type { Invocation } from "../core/project.ts";
import { toJson } from "../jinja/json.ts";
import { renderNative } from "../jinja/native.ts";
import { renderTemplate } from "../jinja/render.ts";
import type { Value } from "../jinja/value.ts";
import { restoreFloats } from "../project/yaml/floats.ts";
import { type DeferredNames, deferredNames } from "./deferral.ts";
import { type Ask, drive } from "./drive.ts";
import { cteFact, Ephemerals, type RenderedModel } from "./ephemerals.ts";
import { type HookFacts, hookNames } from "./hook-facts.ts";
import { type Cte, injectCtes } from "./inject.ts";
import {
  type CompileOptions,
  type CompilerOptions,
  type Job,
  noNames,
  type Outcome,
  optionsOf,
} from "./job.ts";
import { builtinPackage } from "./macro-index.ts";
import {
  buildBy,
  compiledNode,
  countBy,
  type MacroBuild,
  materializationMacro,
  materializationNames,
  testMacro,
} from "./macro-materialization.ts";
import { docOf, graphOf } from "./manifest-members.ts";
import { operationMacro } from "./operation-macro.ts";
import { atUserTemplate, emitNotes, inUserTemplates } from "./outcome.ts";
import { ProjectContext } from "./project-context.ts";
import { type QueryComment, queryComment } from "./query-comment.ts";
import { type Referable, References } from "./references.ts";
import { Render } from "./render.ts";
import type { RenderedNode, RenderState } from "./render-state.ts";
import { configAfter, inlineNode } from "./rendered-node.ts";
import { RunPhase } from "./run-phase.ts";
import { SharedGraph } from "./shared-graph.ts";
import { testKwargs } from "./test-arguments.ts";
import { macroOverrides, unitTestNames } from "./unit-test.ts";
import { answersFrom, askNothing, refuseToAsk } from "./warehouse-answers.ts";

const start = { file: "", line: 1, column: 1 };

const overridesOf = ({ underTest }: CompileOptions) =>
  underTest?.overrides ? macroOverrides(underTest.overrides) : undefined;

export class Compiler {
  readonly #project: ProjectContext;
  readonly #manifest: Manifest;
  readonly #invocation: Invocation;
  readonly #emit: Emit;
  readonly #relations: CompilerOptions["relations"];
  readonly #selected: readonly NodeId[];
  readonly #references: References;
  readonly #ephemerals: Ephemerals;
  readonly #standIns: CompilerOptions["standIns"];
  readonly #deferred: ((node: Referable) => DeferredNames) | undefined;
  readonly #facts = new Map<NodeId, CompileFacts>();
  readonly #graph: SharedGraph;

  constructor(options: CompilerOptions) {
    const { project, manifest, invocation, emit, relations, selected = [], deferral } = options;
    this.#project = new ProjectContext(project, manifest.macros);
    this.#manifest = manifest;
    this.#invocation = invocation;
    this.#emit = emit;
    this.#relations = relations;
    this.#selected = selected;
    this.#standIns = options.standIns;
    this.#references = new References(manifest);
    this.#deferred = deferral && deferredNames(deferral.favorState, selected, relations);
    this.#graph = new SharedGraph(() => graphOf(manifest));
    this.#ephemerals = new Ephemerals((id, given) => this.#ephemeral(id, given), this.#facts);
  }

  /**
   * The SQL of a node, with its ephemeral parents in front.
   * @throws PtxError for what is wrong in the template, and what the warehouse says to its questions.
   */
  async compile(id: NodeId, given?: Session | CompileOptions): Promise<Compiled> {
    const node = this.#compilable(id);
    const options = optionsOf(given);
    const { value, phase, used } = await this.#run(this.#job(node, options), (render) =>
      this.#text(node, render),
    );
    const ctes = await this.#ephemerals.ctes(phase.ephemerals, options);
    if (options.underTest === undefined) {
      this.#facts.set(id, { macros: [...used], extra_ctes: ctes.map(cteFact) });
    }
    const query = inUserTemplates(this.#withCtes(value, ctes));
    return {
      id,
      sql: query.text,
      spans: query.spans,
      config: configAfter(node, phase.config.calls),
    };
  }

  /** What compiling has found out so far, about nodes and the ephemeral models that they read. */
  get facts(): ReadonlyMap<NodeId, CompileFacts> {
    return this.#facts;
  }

  /** Renders a hook in the context of its node; on-run hooks are nodes themselves. */
  async renderHook(
    sql: string,
    id: NodeId | undefined,
    given?: Session | CompileOptions,
    facts?: HookFacts,
  ): Promise<Rendered> {
    const node = id === undefined ? undefined : this.#node(id);
    const options = optionsOf(given);
    const job: Job = {
      node: node as RenderedNode | undefined,
      id,
      parents: undefined,
      names: facts === undefined ? noNames : hookNames(facts, this.#manifest),
      options,
    };
    const file = node === undefined ? "" : this.#fileOf(node);
    const { value } = await this.#run(job, (render) =>
      this.#rendered(sql, file, undefined, render),
    );
    return inUserTemplates(value);
  }

  /**
   * Builds a compiled node by a materialization that the project or a package brings.
   *
   * @returns What it did; `undefined` when the node's materialization is not of that kind.
   * @throws PtxError for what is wrong in the macro or its statements, after a rollback.
   */
  async materialize(compiled: Compiled, session: Session): Promise<MacroBuild | undefined> {
    const macro = this.#materialization(compiled);
    if (macro === undefined) return undefined;
    const told = await this.#materialized(compiled, session, (render) => buildBy(macro, render));
    return { ...told.value, statement: told.statement };
  }

  /** Whether `materialize` would build a node. */
  isBuiltByMacro(compiled: Pick<Compiled, "id" | "config">): boolean {
    return this.#materialization(compiled) !== undefined;
  }

  #materialization({ id, config }: Pick<Compiled, "id" | "config">) {
    const node = this.#node(id);
    const name = String(config["materialized"] ?? node.resource_type);
    return materializationMacro(this.#project, { name, from: node.package_name, config });
  }

  /** Whether data tests are run by a macro of the project, or of a package that it lets do so. */
  get hasTestMacro(): boolean {
    return testMacro(this.#project) !== undefined;
  }

  /** Runs a compiled data test by that macro. @returns Its failures, and whether to warn or fail. */
  async countTest(compiled: Compiled, session: Session): Promise<readonly Json[]> {
    const macro = testMacro(this.#project);
    if (macro === undefined) throw new Error("no macro runs the data tests");
    const told = await this.#materialized(compiled, session, (render) => countBy(macro, render));
    return told.value.map(toJson);
  }

  /** Renders what sends the statements of a node, and ends their transaction. */
  async #materialized<T>(
    compiled: Compiled,
    session: Session,
    work: (render: Render) => T,
  ): Promise<{ readonly value: T; readonly statement: string }> {
    const node = this.#node(compiled.id);
    let statement = "";
    const job: Job = {
      node: compiledNode(node, compiled),
      id: node.unique_id,
      parents: undefined,
      names: materializationNames(compiled, (main) => {
        statement = main;
      }),
      options: { session },
      transactional: true,
    };
    let phase: RunPhase | undefined;
    try {
      const { value } = await this.#run(job, (render) => {
        if (render.phase instanceof RunPhase) phase = render.phase;
        return work(render);
      });
      if (phase?.done.open) await session.execute("commit");
      return { value, statement };
    } catch (error) {
      if (phase?.done.open) await session.execute("rollback");
      throw error;
    }
  }

  /** Renders SQL that stands in no file, for `--inline`. */
  async renderInline(sql: string, given?: Session | CompileOptions): Promise<Rendered> {
    const options = optionsOf(given);
    const node = inlineNode(this.#project.project.root.name);
    const job: Job = { node, id: undefined, parents: undefined, names: noNames, options };
    const { value, phase } = await this.#run(job, (render) =>
      this.#rendered(sql.trim(), "inline_query", undefined, render),
    );
    const ctes = await this.#ephemerals.ctes(phase.ephemerals, options);
    return inUserTemplates(this.#withCtes(value, ctes));
  }

  /** What is written before or behind the statements of a node; of none in particular. */
  queryComment(id: NodeId | undefined): Promise<QueryComment | undefined> {
    const node = id === undefined ? null : this.#node(id);
    return queryComment(this.#project.project, node, async (text, file, names) => {
      const offline: CompileOptions = { offline: "empty" };
      const job: Job = { node: undefined, id, parents: undefined, names, options: offline };
      const told = await this.#run(job, (render) => this.#rendered(text, file, undefined, render));
      return told.value.text;
    });
  }

  /**
   * Calls a macro, for `run-operation`.
   * @param name `macro` or `package.macro`.
   * @throws PtxError PTX3211 when there is none.
   */
  async runOperation(
    name: string,
    args: JsonObject,
    given?: Session | CompileOptions,
  ): Promise<Json> {
    return this.callMacro(operationMacro(this.#project, name), [], args, given);
  }

  /** Calls a macro with arguments by position and by name; its text, or what it returns. */
  async callMacro(
    macro: MacroNode,
    args: readonly Json[],
    kwargs: JsonObject,
    given?: Session | CompileOptions,
  ): Promise<Json> {
    const job: Job = {
      node: undefined,
      packageName: macro.package_name === builtinPackage ? undefined : macro.package_name,
      id: undefined,
      parents: undefined,
      names: new Map([["model", () => macro]]),
      options: optionsOf(given),
    };
    const { value } = await this.#run(job, (render) =>
      render.bind(macro)(args, new Map(Object.entries(kwargs)), { at: start }),
    );
    return toJson(value);
  }

  #node(id: NodeId): AnyNode {
    const node = nodeOf(this.#manifest, id);
    if (node === undefined) throw new Error(`${id} is not in the manifest`);
    return node;
  }

  #compilable(id: NodeId): CompiledNode {
    const node = this.#node(id);
    if (!("raw_code" in node) || node.resource_type === "seed")
      throw new Error(`${id} has no template`);
    if (node.language === "sql") return node;
    throw new PtxError("PTX3212", `'${node.name}' is a Python model: ptx runs SQL only`, {
      at: { ...start, file: this.#fileOf(node) },
      hint: "Write the model in SQL, or disable it.",
    });
  }

  #fileOf({ package_name, original_file_path }: AnyNode): string {
    return this.#project.macros.fileOf(package_name, original_file_path);
  }

  #job(node: CompiledNode, options: CompileOptions): Job {
    const names = new Map<string, (render: RenderState) => Value>();
    if (node.resource_type === "test" && node.test_metadata !== undefined) {
      const kwargs = restoreFloats(node.test_metadata.kwargs, node.ptx_floats ?? []);
      const file = this.#fileOf(node);
      names.set("_dbt_generic_test_kwargs", (render) =>
        testKwargs(kwargs, (text) => renderNative(text, file, render)),
      );
    }
    return { node, id: node.unique_id, parents: new Set(node.depends_on.nodes), names, options };
  }

  #text(node: CompiledNode, render: Render): Rendered {
    return this.#rendered(node.raw_code, this.#fileOf(node), node.ptx_start, render);
  }

  #rendered(
    text: string,
    file: string,
    place: { line: number; column: number } | undefined,
    render: Render,
  ): Rendered {
    if (!/\{[{%#]/.test(text) && place === undefined && text === "")
      return { text, spans: { locate: () => undefined } };
    return renderTemplate(this.#project.macros.template(text, file, place), render);
  }

  /** Renders, as often as the template asks; notes are told once, at the end. */
  async #run<T>(job: Job, work: (render: Render) => T): Promise<Outcome<T>> {
    const now = new Date();
    let last: Render | undefined;
    const once = (ask: Ask): Outcome<T> => {
      const phase = this.#phase(job, ask);
      const { node, packageName } = job;
      const [project, invocation] = [this.#project, this.#invocation];
      const overrides = overridesOf(job.options);
      last = new Render({ project, invocation, phase, node, packageName, now, overrides });
      const value = work(last);
      const graph = last.made("graph");
      if (graph instanceof Map) this.#graph.keep(graph);
      return { value, phase, used: last.used };
    };
    const { session, offline } = job.options;
    try {
      if (session === undefined) return once(offline === "empty" ? askNothing : refuseToAsk);
      const open = typeof session === "function" ? session : () => Promise.resolve(session);
      return await drive(once, answersFrom(open, this.#project.warehouse));
    } catch (error) {
      throw atUserTemplate(error);
    } finally {
      emitNotes(last?.notes ?? [], job.id, this.#emit);
    }
  }

  #phase({ node, parents, names, options, transactional }: Job, ask: Ask): RunPhase {
    const members = new Map([
      ...names,
      ...(options.underTest ? unitTestNames(options.underTest) : []),
    ]);
    members.set("graph", () => this.#graph.open());
    members.set("doc", (render) => docOf(this.#manifest, render.packageName));
    members.set("selected_resources", () => [...this.#selected]);
    return new RunPhase({
      project: this.#project,
      references: this.#references,
      node,
      parents,
      empty: this.#invocation.empty,
      batch: options.batch,
      sample: this.#invocation.sample,
      iteration: options.iteration,
      inputs: options.underTest?.inputs,
      standIns: this.#standIns,
      ask,
      transactional,
      existing: (name) => this.#relations?.get(name),
      namesOf: this.#deferred,
      names: members,
    });
  }

  #withCtes(query: Rendered, ctes: readonly Cte[]): Rendered {
    return injectCtes(query, ctes, this.#project.project.dialect);
  }

  async #ephemeral(id: NodeId, options: CompileOptions): Promise<RenderedModel> {
    const node = this.#compilable(id);
    const { value, phase, used } = await this.#run(this.#job(node, options), (render) =>
      this.#text(node, render),
    );
    return { alias: node.alias, query: value, reads: phase.ephemerals, used };
  }
}
