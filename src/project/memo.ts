/**
 * Nodes of an earlier resolve, taken over where everything that they were made from is the same.
 *
 * A unit is what one call of a node builder makes: the node of a model's file, the tests of a YAML
 * entry. Units are known by name, and valid as long as their file, the YAML entries that they asked
 * for, the texts of the macros that ran for them and the docs blocks are as they were. Whatever
 * else a builder sees (project files, target, vars, environment, names of the macros) is the same
 * for all units: whoever keeps the memory must drop it when that changes.
 *
 * Units with findings are never kept: what is wrong is found again each time.
 */
import { sha1 } from "../core/hash.ts";
import type { AnyNode, DocNode, MacroId, MacroNode } from "../core/node.ts";
import type { TemplateEngine } from "./engine.ts";
import type { Findings } from "./findings.ts";
import type { Entry, EntryKind, KnownValues, Properties, PropertyValue } from "./properties.ts";
import type { SourceFile } from "./source-files.ts";

/** A question for a YAML entry, and what was found. */
export interface Take {
  readonly kind: EntryKind;
  readonly package: string;
  readonly name: string;
  /** `null` when no property file spoke of it. */
  readonly signature: string | null;
}

export interface Unit {
  readonly facts: readonly string[];
  readonly takes: readonly Take[];
  /** Macros that ran. */
  readonly macros: readonly MacroId[];
  /** As they were built, before references were followed. */
  readonly nodes: readonly AnyNode[];
}

/** What an earlier resolve left behind. */
export interface Memory {
  readonly units: ReadonlyMap<string, Unit>;
  /** Values of property files by absolute path. */
  readonly yaml: ReadonlyMap<string, PropertyValue>;
  readonly macros: ReadonlyMap<MacroId, MacroNode>;
  /** Whether a file is as it was then. */
  isUnchanged(file: SourceFile): boolean;
}

/** What builders of one resolve share. */
interface Surroundings {
  readonly engine: TemplateEngine;
  readonly properties: Properties;
  readonly findings: Findings;
  readonly docs: ReadonlyMap<string, DocNode>;
  readonly macros: ReadonlyMap<MacroId, MacroNode>;
}

/**
 * What the steps after building may change in a node: links, tests that are attached, what is
 * disabled with something else. All other keys stay as the node's builder made them.
 */
export const settledLater = [
  "depends_on",
  "config",
  "attached_node",
  "group",
  "primary_key",
] as const;

/** A node whose references are still to be followed: following them changes parts of it. */
function asBuilt<T extends AnyNode>(node: T): T {
  const copy = { ...node };
  if ("depends_on" in copy) copy.depends_on = { ...copy.depends_on };
  return copy;
}

/** A unit, before it is known whether it is remembered. */
export interface Wanted {
  /** Unique, the same in each resolve. */
  readonly name: string;
  readonly file?: SourceFile;
  readonly facts: readonly string[];
}

/** The text of an entry before rendering, where that is another one. */
const writtenText = ({ value, written }: Entry): string =>
  written === undefined || written === value ? "" : JSON.stringify(written);

const fileKey = (file: SourceFile): string => `${file.package.root}/${file.path}`;

export class NodeMemo implements KnownValues {
  readonly #memory: Memory | undefined;
  readonly #units = new Map<string, Unit>();
  readonly #yaml = new Map<string, PropertyValue>();
  readonly #signatures = new WeakMap<Entry, string>();
  #around: Surroundings | undefined;
  #docs = "";
  readonly #changedMacros = new Set<MacroId>();
  #usable = false;

  constructor(memory?: Memory) {
    this.#memory = memory;
  }

  /** What the next resolve may take over. */
  get units(): ReadonlyMap<string, Unit> {
    return this.#units;
  }
  get yaml(): ReadonlyMap<string, PropertyValue> {
    return this.#yaml;
  }

  /** The value of a property file: as it was, or what `read` says when that finds nothing wrong. */
  property(
    file: SourceFile,
    findings: Findings,
    read: () => PropertyValue | undefined,
  ): PropertyValue | undefined {
    const key = fileKey(file);
    const known = this.#memory?.yaml.get(key);
    if (known !== undefined && this.#memory?.isUnchanged(file)) {
      this.#yaml.set(key, known);
      return known;
    }
    const before = findings.reported;
    const value = read();
    if (value !== undefined && findings.reported === before) this.#yaml.set(key, value);
    return value;
  }

  /** To be called when macros and docs blocks are known, before nodes are built. */
  begin(around: Surroundings): void {
    this.#around = around;
    this.#docs = sha1(
      [...around.docs.values()].map((doc) => `${doc.unique_id}\n${doc.block_contents}`).join("\n"),
    );
    const before = this.#memory?.macros;
    if (before === undefined) return;
    // A macro that comes or goes may change what any name means.
    this.#usable = before.size === around.macros.size;
    for (const [id, macro] of around.macros) {
      const known = before.get(id);
      if (known === undefined) this.#usable = false;
      else if (known.macro_sql !== macro.macro_sql) this.#changedMacros.add(id);
    }
  }

  /**
   * The nodes that `build` makes, or their copies of earlier.
   *
   * @param wanted What they are made from: a file, and `facts` that must be as they were.
   * @param build May throw; then nothing is kept.
   */
  unit(wanted: Wanted, build: () => readonly AnyNode[]): readonly AnyNode[] {
    const around = this.#around;
    if (around === undefined) return build();
    const known = this.#usable ? this.#memory?.units.get(wanted.name) : undefined;
    if (known && this.#isValid(known, wanted)) {
      for (const take of known.takes) around.properties.take(take.kind, take.package, take.name);
      this.#units.set(wanted.name, known);
      return known.nodes.map(asBuilt);
    }
    return this.#built(wanted, around, build);
  }

  #built(
    { name, facts }: Wanted,
    { engine, properties, findings }: Surroundings,
    build: () => readonly AnyNode[],
  ): readonly AnyNode[] {
    const before = findings.reported;
    engine.executed?.clear();
    const asked = properties.trace();
    const nodes = build();
    if (engine.executed === undefined || findings.reported !== before) return nodes;
    const takes = asked.map(({ kind, package: owner, name: wanted, entry }) => ({
      kind,
      package: owner,
      name: wanted,
      signature: entry === undefined ? null : this.signature(entry),
    }));
    const macros = [...engine.executed];
    this.#units.set(name, { facts, takes, macros, nodes: nodes.map(asBuilt) });
    return nodes;
  }

  #isValid(unit: Unit, { file, facts }: Wanted): boolean {
    if (unit.facts.length !== facts.length) return false;
    if (unit.facts.some((fact, i) => fact !== facts[i])) return false;
    if (file !== undefined && !this.#memory?.isUnchanged(file)) return false;
    if (unit.macros.some((id) => this.#changedMacros.has(id))) return false;
    return unit.takes.every(({ kind, package: owner, name, signature }) => {
      const entry = this.#around?.properties.find(kind, owner, name);
      return (entry === undefined ? null : this.signature(entry)) === signature;
    });
  }

  /** Stands for an entry's place and value, and for the docs blocks where it may use some. */
  signature(entry: Entry): string {
    let signature = this.#signatures.get(entry);
    if (signature === undefined) {
      const text = JSON.stringify(entry.value) + writtenText(entry);
      const docs = text.includes("{{") || text.includes("{%") ? this.#docs : "";
      const { file, path } = entry;
      signature = sha1(`${file.package.name}\n${file.path}\n${path.join(".")}\n${docs}\n${text}`);
      this.#signatures.set(entry, signature);
    }
    return signature;
  }
}
