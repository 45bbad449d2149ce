/**
 * The port through which `resolve` renders templates. `compile` implements it: the context of dbt
 * (`ref`, `config`, `adapter`, …) lives there, while `project` only needs what a render captured.
 */
import type { JsonObject, MacroId, MacroNode, RefArgs } from "../core/node.ts";
import type { Project } from "../core/project.ts";

/** What a render with `execute = false` found out about a template. */
export interface Captured {
  readonly refs: readonly RefArgs[];
  readonly sources: readonly (readonly [string, string])[];
  readonly metrics: readonly (readonly string[])[];
  /** Absent where there is none. */
  readonly functions?: readonly (readonly string[])[] | undefined;
  /** Macros that ran, in first-use order. */
  readonly macros: readonly MacroId[];
  /** `config(...)` calls merged as dbt does (`config_call_dict`): later calls win, tags and hooks add up. */
  readonly config: JsonObject;
}

/** The node as far as it is known before its template was rendered. */
export interface NodeDraft {
  readonly unique_id: string;
  readonly resource_type: string;
  readonly name: string;
  readonly package_name: string;
  readonly path: string;
  readonly original_file_path: string;
  readonly fqn: readonly string[];
  /** Config from the project file and YAML: what `config.get` sees while capturing. */
  readonly config: JsonObject;
  readonly version?: string | number | null;
  /** Place of the template's first character in its file, when that is not 1:1. */
  readonly start?: { readonly line: number; readonly column: number } | undefined;
  /** Names known so far: `this` while capturing. */
  readonly database?: string | null;
  readonly schema?: string;
  readonly alias?: string;
}

export interface TemplateEngine {
  /** Renders with `execute = false`. @throws PtxError for what the template does wrong. */
  capture(draft: NodeDraft, text: string): Captured;
  /** Captures a generic data test: the test macro `name` of `namespace`, called with `kwargs`. */
  captureTest(
    draft: NodeDraft,
    test: { namespace: string | null; name: string; kwargs: JsonObject },
  ): Captured;
  /** The naming macros of the project (`generate_schema_name`, …) applied to a node. */
  databaseName(custom: string | null, draft: NodeDraft): string | null;
  schemaName(custom: string | null, draft: NodeDraft): string;
  aliasName(custom: string | null, draft: NodeDraft): string;
  /** Macros that ran since the set was last cleared, also inside of other macros. */
  readonly executed?: Set<MacroId>;
}

/** Macros by package, as scanned from the files; built-ins under the package `dbt`. */
export type MacroTable = ReadonlyMap<MacroId, MacroNode>;

export type EngineFactory = (project: Project, macros: MacroTable) => TemplateEngine;
