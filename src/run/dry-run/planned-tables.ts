/**
 * The relations that a run would make or change, as empty tables of their columns: what reads them is
 * checked against what will be there, not against what is there now.
 */
import { injectCtes } from "../../compile/inject.ts";
import { joined, part } from "../../compile/joined-spans.ts";
import type { StandIns } from "../../compile/stand-ins.ts";
import { ephemeralName } from "../../compile/values/relation.ts";
import type { Rendered } from "../../core/compiled.ts";
import type { Dialect } from "../../core/dialect.ts";
import type { NodeId } from "../../core/node.ts";
import type { Column } from "../../core/relation.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { fixture } from "../unit-query.ts";

interface Planned {
  readonly alias: string;
  /** As the user knows it. */
  readonly shown: string;
  readonly columns: readonly Column[];
}

/** Names of CTEs stay below every warehouse's limit. */
const longest = 40;

const names = /__dbt__cte__\w+?__planned_\d+/g;

/** Types of columns that are null in every row, and cannot be written. */
const untyped = /^(?:"?(?:sql)?null"?|unknown)$/i;

/** Whether columns are named by a relation, and nothing in the query bears its name. */
function isQualifier(name: string, sql: string): boolean {
  if (!/^[A-Za-z_]\w*$/.test(name)) return false;
  const qualifies = new RegExp(`(?<![\\w."])${name}\\s*\\.`, "i");
  const declares = new RegExp(
    `\\b${name}\\s+as\\s+(?:not\\s+)?(?:materialized\\s*)?\\(|\\b${name}\\s+as\\s*\\(|\\bas\\s+${name}\\b|planned_\\d+\\s+${name}\\b`,
    "i",
  );
  return qualifies.test(sql) && !declares.test(sql);
}

export class PlannedTables implements StandIns {
  readonly #dialect: Dialect;
  readonly #byNode = new Map<NodeId, Planned>();
  readonly #byCte = new Map<string, Planned>();

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** @returns False for columns that no table can have: two of a name. */
  add(id: NodeId, alias: string, columns: readonly Column[]): boolean {
    const different = new Set(columns.map(({ name }) => name.toLowerCase()));
    if (columns.length === 0 || different.size < columns.length) return false;
    const planned = {
      alias: `${alias.slice(0, longest).replaceAll(/\W/g, "_")}__planned_${this.#byNode.size + 1}`,
      shown: alias,
      columns,
    };
    this.#byNode.set(id, planned);
    this.#byCte.set(ephemeralName(planned.alias), planned);
    return true;
  }

  has(id: NodeId): boolean {
    return this.#byNode.has(id);
  }

  nameOf(id: NodeId): string | undefined {
    return this.#byNode.get(id)?.alias;
  }

  columnsOf(name: string): readonly Column[] | undefined {
    return this.#byCte.get(name)?.columns;
  }

  /** A query with the tables that it reads, directly or through ephemeral models, in front of it. */
  inFrontOf(query: Rendered): Rendered {
    const ctes = this.#readBy(query.text).map(({ alias, columns }) =>
      fixture(alias, this.#empty(columns)),
    );
    return injectCtes(query, ctes, this.#dialect);
  }

  /**
   * The same under the names of the relations, for queries that use these for their columns
   * (`select orders.id from {{ ref('orders') }}`). Names that the query declares itself stay its own.
   *
   * @returns `undefined` where there is nothing of the kind.
   */
  underTheirNames(query: Rendered): Rendered | undefined {
    const renamed = this.#readBy(query.text).filter(({ shown }) => isQualifier(shown, query.text));
    const different = new Set(renamed.map(({ shown }) => shown.toLowerCase()));
    if (renamed.length === 0 || different.size < renamed.length) return undefined;
    const shownOf = new Map(renamed.map(({ alias, shown }) => [ephemeralName(alias), shown]));
    const pieces: (string | Rendered)[] = [];
    let at = 0;
    for (const { 0: name, index } of query.text.matchAll(names)) {
      const shown = shownOf.get(name);
      if (shown === undefined) continue;
      pieces.push(part(query, at, index), shown);
      at = index + name.length;
    }
    const others = this.#readBy(query.text).filter((planned) => !renamed.includes(planned));
    const ctes = [
      ...others.map(({ alias, columns }) => fixture(alias, this.#empty(columns))),
      ...renamed.map(({ shown, columns }) => ({
        ...fixture(shown, this.#empty(columns)),
        name: shown,
      })),
    ];
    return injectCtes(joined([...pieces, part(query, at)]), ctes, this.#dialect);
  }

  #readBy(sql: string): Planned[] {
    return [...new Set(sql.match(names))].flatMap((name) => this.#byCte.get(name) ?? []);
  }

  /** A message that names tables as the user knows them. */
  unveiled(text: string): string {
    return text.replaceAll(names, (name) => this.#byCte.get(name)?.shown ?? name);
  }

  #empty(columns: readonly Column[]): string {
    const selected = columns.map(({ name, type }) => {
      const value = untyped.test(type) ? "null" : `cast(null as ${type})`;
      return `${value} as ${quoteIdentifier(name, this.#dialect)}`;
    });
    return `select ${selected.join(", ")}\nlimit 0`;
  }
}
