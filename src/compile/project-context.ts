/** What every render of a project shares: its macros, its names for the warehouse, its variables. */

import type { JsonObject, MacroId } from "../core/node.ts";
import type { Project } from "../core/project.ts";
import type { MacroTable } from "../project/engine.ts";
import { targetForTemplates } from "../project/load.ts";
import { varsFor } from "../project/vars.ts";
import { dbtVersion } from "./dbt-version.ts";
import { MacroIndex } from "./macro-index.ts";
import { ColumnClass } from "./values/column.ts";
import { RelationClass } from "./values/relation.ts";
import { type Policy, type Warehouse, warehouseOf } from "./warehouse.ts";

export class ProjectContext {
  readonly project: Project;
  readonly macros: MacroIndex;
  readonly warehouse: Warehouse;
  readonly target: JsonObject;
  /** The project's quoting over the warehouse's. */
  readonly quoting: Policy;
  readonly relations: RelationClass;
  readonly columns: ColumnClass;
  readonly dbtVersion = dbtVersion;
  /** Macros that ran, whoever called them; whoever wants to know clears it before. */
  executed = new Set<MacroId>();
  /** Flags that templates asked for: what they rendered depends on them. */
  readonly flagsRead: Set<string>;
  readonly #vars = new Map<string, JsonObject>();

  constructor(project: Project, macros: MacroTable, flagsRead = new Set<string>()) {
    this.project = project;
    this.flagsRead = flagsRead;
    this.macros = indexes.get(macros) ?? new MacroIndex(project, macros);
    indexes.set(macros, this.macros);
    this.warehouse = warehouseOf(project.dialect);
    this.target = targetForTemplates(project.target, project.dialect);
    this.quoting = { ...this.warehouse.quoting, ...project.root.quoting };
    this.relations = new RelationClass(this.warehouse, this.quoting);
    this.columns = new ColumnClass(this.warehouse);
  }

  vars(packageName: string): JsonObject {
    let vars = this.#vars.get(packageName);
    if (vars === undefined) {
      vars = varsFor(this.project, packageName);
      this.#vars.set(packageName, vars);
    }
    return vars;
  }
}

/** Resolving and compiling work on one table of macros: what is parsed for the one serves the other. */
const indexes = new WeakMap<MacroTable, MacroIndex>();
