/**
 * Database, schema and alias of nodes, as the naming macros say.
 *
 * A package may have naming macros for its own nodes; for all others the root project's count,
 * and then the built-in ones, which are known here and need not run.
 */
import type { MacroId, MacroNode } from "../core/node.ts";
import type { Invocation } from "../core/project.ts";
import { toText } from "../jinja/printing.ts";
import type { Callable, Value } from "../jinja/value.ts";
import type { NodeDraft } from "../project/engine.ts";
import { builtinPackage } from "./macro-index.ts";
import { ParsePhase } from "./parse-phase.ts";
import type { ProjectContext } from "./project-context.ts";
import { Render } from "./render.ts";

type Part = "database" | "schema" | "alias";

/** One naming macro that the project brings, as a function. */
interface Custom {
  readonly call: Callable;
  /** Results by custom name, where the macro looks at nothing else. */
  readonly memo: Map<string | null, Value> | undefined;
  /** Macros that ran for it: a remembered result rests on them, too. */
  readonly executed: Set<MacroId>;
}

const at = { file: "", line: 1, column: 1 };

export class Naming {
  readonly #project: ProjectContext;
  readonly #invocation: Invocation;
  readonly #customs = new Map<string, Custom | undefined>();

  constructor(project: ProjectContext, invocation: Invocation) {
    this.#project = project;
    this.#invocation = invocation;
  }

  database(custom: string | null, draft: NodeDraft): string | null {
    const value = this.#named("database", custom, draft);
    if (value !== undefined) return value === null ? null : toText(value).trim();
    return custom ?? this.#project.project.target.database ?? null;
  }

  schema(custom: string | null, draft: NodeDraft): string {
    const value = this.#named("schema", custom, draft);
    if (value !== undefined) return toText(value).trim();
    const { schema } = this.#project.project.target;
    return custom === null ? schema : `${schema}_${custom.trim()}`;
  }

  alias(custom: string | null, draft: NodeDraft): string {
    const value = this.#named("alias", custom, draft);
    if (value !== undefined) return toText(value).trim();
    if (custom) return custom.trim();
    const { version, name } = draft;
    return version === null || version === undefined || version === 0
      ? name
      : `${name}_v${String(version).replaceAll(".", "_")}`;
  }

  /** What a macro of the project says; `undefined` when none has a say. */
  #named(part: Part, custom: string | null, draft: NodeDraft): Value | undefined {
    const key = `${part}\n${draft.package_name}`;
    let macro = this.#customs.get(key);
    if (macro === undefined && !this.#customs.has(key)) {
      macro = this.#custom(part, draft.package_name);
      this.#customs.set(key, macro);
    }
    if (macro === undefined) return undefined;
    const outer = this.#project.executed;
    let value = macro.memo?.get(custom);
    if (value === undefined) {
      this.#project.executed = macro.executed;
      try {
        value = macro.call([custom, draft], new Map(), { at });
      } finally {
        this.#project.executed = outer;
      }
      macro.memo?.set(custom, value);
    }
    for (const id of macro.executed) outer.add(id);
    return value;
  }

  #custom(part: Part, packageName: string): Custom | undefined {
    const { macros, project } = this.#project;
    const name = `generate_${part}_name`;
    const root = project.root.name;
    const own = packageName === root ? undefined : macros.in(packageName, name);
    const macro = own ?? macros.in(root, name);
    if (macro !== undefined) return this.#called(macro);
    const implementation = macros.dispatch(name, builtinPackage, root);
    return implementation.package_name === builtinPackage
      ? undefined
      : this.#called(implementation);
  }

  #called(macro: MacroNode): Custom {
    const render = new Render({
      project: this.#project,
      invocation: this.#invocation,
      phase: new ParsePhase(this.#project, undefined),
      node: undefined,
      now: this.#invocation.startedAt,
    });
    const body = macro.macro_sql.replace(/^.*?%\}/s, "");
    const looksAtNode = /\b(node|model|this|kwargs|varargs|context)\b/.test(body);
    const memo = looksAtNode ? undefined : new Map<string | null, Value>();
    return { call: render.bind(macro), memo, executed: new Set() };
  }
}
