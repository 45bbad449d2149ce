/**
 * What the parse cache keeps besides the manifest: which nodes were made from what, so that after a
 * change only the nodes that it touches are made again (see `project/memo.ts`).
 */
import type { Manifest } from "../core/manifest.ts";
import type { AnyNode, Json, JsonObject, MacroId } from "../core/node.ts";
import type { FolderStamp } from "../project/fingerprint.ts";
import { type NodeMemo, settledLater, type Take, type Unit } from "../project/memo.ts";
import type { SourceFile } from "../project/source-files.ts";
import {
  decodeNodes,
  type EncodedNodes,
  encodeNodes,
  type JsonText,
  jsonOf,
} from "./node-codec.ts";

/** Numbers stand for macros (in `macros`) and nodes (in the order of `nodesOf`). */
export interface EncodedMemory {
  readonly macros: readonly MacroId[];
  readonly units: readonly EncodedUnit[];
  /** For each node of each unit, in order, the keys that changed after it was built. */
  readonly built: EncodedNodes;
  /** Values of property files; with the text before rendering where that is another. */
  readonly yaml: Readonly<Record<string, readonly [value: Json, written?: Json]>>;
}

type EncodedTake = readonly [kind: string, owner: string, name: string, signature: string | null];

/** Name, facts, takes, macros, nodes. */
type EncodedUnit = readonly [
  string,
  readonly string[],
  readonly EncodedTake[],
  readonly number[],
  readonly number[],
];

/** Every node of a manifest, in one order. */
export function* nodesOf(
  manifest: Pick<Manifest, "nodes" | "sources" | "exposures" | "disabled">,
): Generator<AnyNode, void> {
  yield* manifest.nodes.values();
  yield* manifest.sources.values();
  yield* manifest.exposures.values();
  for (const nodes of manifest.disabled.values()) yield* nodes;
}

/**
 * What must be put back into a finished node to have it as it was built.
 * @returns `undefined` when that takes more than values: a key was added.
 */
function changesOf(finished: AnyNode, built: AnyNode): object | undefined {
  // Nodes are JSON throughout: their interfaces only say more about the keys.
  const now = finished as unknown as JsonObject;
  const before = built as unknown as JsonObject;
  const changes: JsonObject = {};
  for (const key of settledLater) {
    const value = before[key];
    const after = now[key];
    if (value === after) continue;
    if (value === undefined) return undefined;
    if (JSON.stringify(value) !== JSON.stringify(after)) changes[key] = value;
  }
  return changes;
}

/** Gives each value the next number when it is first seen. */
class Numbers<T> {
  readonly #numbers = new Map<T, number>();
  get values(): T[] {
    return [...this.#numbers.keys()];
  }
  of(value: T): number {
    const number = this.#numbers.get(value) ?? this.#numbers.size;
    this.#numbers.set(value, number);
    return number;
  }
}

/** Finds the finished form of nodes as they were built. */
class Finished {
  readonly #nodes: readonly AnyNode[];
  /** Two nodes of one id may stand among the disabled; their files tell them apart. */
  readonly #numbers = new Map<string, number[]>();

  constructor(nodes: readonly AnyNode[]) {
    this.#nodes = nodes;
    for (const [number, { unique_id: id }] of nodes.entries()) {
      const known = this.#numbers.get(id);
      if (known) known.push(number);
      else this.#numbers.set(id, [number]);
    }
  }

  numberOf({ unique_id, original_file_path, fqn }: AnyNode): number {
    const numbers = this.#numbers.get(unique_id) ?? [];
    if (numbers.length === 1) return numbers[0] ?? -1;
    const found = numbers.find((number) => {
      const node = this.#nodes[number];
      return (
        node?.original_file_path === original_file_path && node.fqn.join("/") === fqn.join("/")
      );
    });
    return found ?? -1;
  }
}

/** @returns JSON of an `EncodedMemory`, without the units whose nodes the manifest does not hold. */
export function encodeMemory(memo: NodeMemo, manifest: Manifest): JsonText {
  const finished = [...nodesOf(manifest)];
  const numbers = new Finished(finished);
  const macros = new Numbers<MacroId>();
  const units: EncodedUnit[] = [];
  const built: object[] = [];
  for (const [name, unit] of memo.units) {
    const found = unit.nodes.map((node) => numbers.numberOf(node));
    const changes = unit.nodes.flatMap((node, i) => {
      const now = finished[found[i] ?? -1];
      return now === undefined ? [] : (changesOf(now, node) ?? []);
    });
    if (changes.length < unit.nodes.length) continue;
    built.push(...changes);
    const takes = unit.takes.map(
      (take): EncodedTake => [take.kind, take.package, take.name, take.signature],
    );
    units.push([name, unit.facts, takes, unit.macros.map((id) => macros.of(id)), found]);
  }
  const yaml = Object.fromEntries(
    [...memo.yaml].map(([path, { value, written }]): [string, [Json, Json?]] => [
      path,
      value === written ? [value] : [value, written],
    ]),
  );
  return jsonOf({
    macros: macros.values,
    units,
    built: encodeNodes(built),
    yaml,
  } satisfies Record<keyof EncodedMemory, unknown>);
}

/** The units again, their nodes copied from a manifest that was encoded with them. */
export function decodeUnits(
  { macros, units, built }: EncodedMemory,
  nodes: readonly AnyNode[],
): Map<string, Unit> {
  const changes = decodeNodes(built);
  let next = 0;
  return new Map(
    units.map(([name, facts, takes, macroNumbers, numbers]) => [
      name,
      {
        facts,
        takes: takes.map(
          ([kind, owner, wanted, signature]) =>
            ({ kind, package: owner, name: wanted, signature }) as Take,
        ),
        macros: macroNumbers.flatMap((number) => macros[number] ?? []),
        nodes: numbers.map((number) => {
          const change = changes[next];
          next += 1;
          return { ...nodes[number], ...change } as AnyNode;
        }),
      },
    ]),
  );
}

/** Tells which files are as they were when folders were stamped. */
export function unchangedSince(
  stamps: readonly FolderStamp[],
  hash: (path: string) => string,
): (file: SourceFile) => boolean {
  const before = new Map<string, string>();
  for (const { folder, files } of stamps) {
    for (const [, look = "", path = ""] of files.matchAll(/^(\d+ \S+) (.*)$/gm)) {
      before.set(`${folder}/${path}`, look);
    }
  }
  return (file) => {
    const path = `${file.package.root}/${file.path}`;
    const look = before.get(path);
    if (look === undefined) return false;
    const now = look.includes("#") ? `#${hash(path)}` : String(file.mtimeMs);
    return look === `${file.size} ${now}`;
  };
}
