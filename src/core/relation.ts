/** Tables, views and columns, as every room names them. Identifiers are stored unquoted. */

export type RelationKind =
  | "table"
  | "view"
  | "materialized_view"
  | "dynamic_table"
  | "external"
  | "cte";

export interface RelationName {
  readonly database: string | undefined;
  readonly schema: string;
  readonly name: string;
}

/** A relation that exists in the warehouse. */
export interface Relation extends RelationName {
  readonly kind: RelationKind;
  /** How its rows lie (partitions, clusters), where a table of another layout cannot replace it. */
  readonly layout?: string;
}

/** A column of a relation or result; `type` as the warehouse spells it. */
export interface Column {
  readonly name: string;
  readonly type: string;
}
