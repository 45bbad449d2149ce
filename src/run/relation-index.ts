/** The relations that exist in the warehouse: read once, then kept true as nodes are built. */
import type { Relation, RelationName } from "../core/relation.ts";

export class RelationIndex {
  readonly #byName = new Map<string, Relation>();
  readonly #defaultDatabase: string;

  constructor(defaultDatabase: string, relations: Iterable<Relation> = []) {
    this.#defaultDatabase = defaultDatabase;
    for (const relation of relations) this.add(relation);
  }

  /** Case does not count: two relations that differ in case only are refused by every adapter. */
  #key({ database, schema, name }: RelationName): string {
    return `${database ?? this.#defaultDatabase}\n${schema}\n${name}`.toLowerCase();
  }

  get(name: RelationName): Relation | undefined {
    return this.#byName.get(this.#key(name));
  }

  add(relation: Relation): void {
    this.#byName.set(this.#key(relation), relation);
  }

  remove(name: RelationName): void {
    this.#byName.delete(this.#key(name));
  }
}
