/** The template engine that resolving a project asks: what do its templates refer to? */
import type { JsonObject, MacroId, RefArgs } from "../core/node.ts";
import type { Invocation, Project } from "../core/project.ts";
import { renderNative } from "../jinja/native.ts";
import { renderTemplate } from "../jinja/render.ts";
import type { Callable, Value } from "../jinja/value.ts";
import type { Captured, MacroTable, NodeDraft, TemplateEngine } from "../project/engine.ts";
import { captureKnownTest } from "./known-tests.ts";
import { Naming } from "./naming.ts";
import { ParsePhase } from "./parse-phase.ts";
import { defaultInvocation, ProjectContext } from "./project-context.ts";
import { Render } from "./render.ts";
import { testKwargs } from "./test-arguments.ts";

const start = { file: "", line: 1, column: 1 };

class Engine implements TemplateEngine {
  readonly #project: ProjectContext;
  readonly #invocation: Invocation;
  readonly #naming: Naming;

  constructor(project: ProjectContext, invocation: Invocation) {
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
    renderTemplate(this.#project.macros.template(text, file, draft.start), render);
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
  const { refs, sources, metrics, config } = phase;
  return { refs: refs as RefArgs[], sources, metrics, macros: [...macros], config: config.calls };
}

/** Implements `EngineFactory`; the invocation is known where a command runs. */
export function createEngine(
  project: Project,
  macros: MacroTable,
  invocation: Invocation = defaultInvocation(project),
): TemplateEngine {
  return new Engine(new ProjectContext(project, macros), invocation);
}
