/** The template engine that resolving a project asks: what do its templates refer to? */
import type { Emit } from "../core/event.ts";
import { asNodeId, type JsonObject, type MacroId, type RefArgs } from "../core/node.ts";
import type { Invocation, Project } from "../core/project.ts";
import { renderNative } from "../jinja/native.ts";
import { renderTemplate } from "../jinja/render.ts";
import type { Callable, Value } from "../jinja/value.ts";
import type { Captured, MacroTable, NodeDraft, TemplateEngine } from "../project/engine.ts";
import { defaultInvocation } from "./default-invocation.ts";
import { captureKnownTest } from "./known-tests.ts";
import { Naming } from "./naming.ts";
import { emitNotes } from "./outcome.ts";
import { ParsePhase } from "./parse-phase.ts";
import { ProjectContext } from "./project-context.ts";
import { Render } from "./render.ts";
import { testKwargs } from "./test-arguments.ts";

const start = { file: "", line: 1, column: 1 };

class Engine implements TemplateEngine {
  readonly #project: ProjectContext;
  readonly #invocation: Invocation;
  readonly #naming: Naming;
  readonly #emit: Emit;

  constructor(project: ProjectContext, invocation: Invocation, emit: Emit) {
    this.#emit = emit;
    this.#project = project;
    this.#invocation = invocation;
    this.#naming = new Naming(project, invocation);
  }

  capture(draft: NodeDraft, text: string): Captured {
    const phase = new ParsePhase(this.#project, draft);
    if (!/\{[{%#]/.test(text)) return captured(phase, []);
    const node = { ...draft, raw_code: text };
    const render = this.#render(node, phase);
    const file = this.#project.macros.fileOf(draft.package_name, draft.original_file_path);
    try {
      renderTemplate(this.#project.macros.template(text, file, draft.start), render);
    } finally {
      this.#tell(render, draft);
    }
    return captured(phase, render.used);
  }

  captureTest(
    draft: NodeDraft,
    test: { namespace: string | null; name: string; kwargs: JsonObject },
  ): Captured {
    const { macros } = this.#project;
    const name = `test_${test.name}`;
    const macro =
      test.namespace === null
        ? macros.macro(draft.package_name, name)
        : macros.in(test.namespace, name);
    if (macro === undefined) throw new Error(`no macro for the data test ${test.name}`);
    const known = captureKnownTest(macros, macro, draft.package_name, test.kwargs);
    if (known !== undefined) return known;
    const phase = new ParsePhase(this.#project, draft);
    const render = this.#render(draft, phase);
    const file = macros.fileOf(draft.package_name, draft.original_file_path);
    const native = (text: string): Value =>
      renderNative(text, file, render, { chainUndefined: true });
    const kwargs = testKwargs(test.kwargs, native);
    const call: Callable = render.bind(macro);
    call([], kwargs, { at: { ...start, file } });
    return captured(phase, new Set([macro.unique_id, ...render.used]));
  }

  /** What a template logs and prints; its warnings come when it runs. */
  #tell({ notes }: Render, { unique_id }: NodeDraft): void {
    const told = notes.filter(({ kind }) => kind !== "warning");
    emitNotes(told, asNodeId(unique_id), this.#emit);
  }

  get executed(): Set<MacroId> {
    return this.#project.executed;
  }

  databaseName(custom: string | null, draft: NodeDraft): string | null {
    return this.#naming.database(custom, draft);
  }
  schemaName(custom: string | null, draft: NodeDraft): string {
    return this.#naming.schema(custom, draft);
  }
  aliasName(custom: string | null, draft: NodeDraft): string {
    return this.#naming.alias(custom, draft);
  }

  #render(draft: NodeDraft, phase: ParsePhase): Render {
    const now = this.#invocation.startedAt;
    return new Render({
      project: this.#project,
      invocation: this.#invocation,
      phase,
      node: draft,
      now,
    });
  }
}

function captured(phase: ParsePhase, macros: Iterable<Captured["macros"][number]>): Captured {
  const { refs, sources, metrics, functions, config } = phase;
  return {
    refs: refs as RefArgs[],
    sources,
    metrics,
    functions: functions.length === 0 ? undefined : functions,
    macros: [...macros],
    config: config.calls,
  };
}

export interface Reading {
  /** Known where a command runs. */
  readonly invocation?: Invocation | undefined;
  /** Hears what templates log and print. */
  readonly emit?: Emit | undefined;
  /** Receives the names of the flags that templates ask for. */
  readonly flagsRead?: Set<string> | undefined;
}

/** Implements `EngineFactory`. */
export function createEngine(
  project: Project,
  macros: MacroTable,
  { invocation = defaultInvocation(project), emit = () => {}, flagsRead }: Reading = {},
): TemplateEngine {
  return new Engine(new ProjectContext(project, macros, flagsRead), invocation, emit);
}
