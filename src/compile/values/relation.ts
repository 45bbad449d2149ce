/** dbt's Relation: the name of a table or view, as templates pass it around and print it. */
import { dictGet, isDict } from "../../jinja/collections.ts";
import { PyError } from "../../jinja/errors.ts";
import { builtin, methods } from "../../jinja/params.ts";
import { type Kwargs, PyObject, type Value } from "../../jinja/value.ts";
import { type Policy, timeIn, type Warehouse } from "../warehouse.ts";
import { bound, textOrNull } from "./method-table.ts";

/** Rows of one batch: `field >= start and field < end`. */
export interface EventTimeFilter {
  readonly field: string;
  readonly start: string | undefined;
  readonly end: string | undefined;
}

interface RelationParts {
  readonly warehouse: Warehouse;
  readonly database: string | null;
  readonly schema: string | null;
  readonly identifier: string | null;
  readonly type: string | null;
  readonly quoting: Policy;
  readonly include: Policy;
  /** `--empty`: 0. */
  readonly limit?: number | undefined;
  readonly filter?: EventTimeFilter | undefined;
  /** Text that stands for the relation: the file or function behind an external source. */
  readonly external?: string | undefined;
  readonly view?: string | undefined;
}

const everything: Policy = { database: true, schema: true, identifier: true };
const partNames = ["database", "schema", "identifier"] as const;

/** A policy with the keys of a dict or of call arguments laid over it; `none` changes nothing. */
export function mergedPolicy(base: Policy, changes: Value): Policy {
  if (!isDict(changes)) return base;
  const merged = { ...base };
  for (const part of partNames) {
    const value = dictGet(changes, part);
    if (typeof value === "boolean") merged[part] = value;
  }
  return merged;
}

/** The three parts or a policy of a relation, as an object with attributes. */
class Parts extends PyObject {
  readonly typeName: string;
  readonly values: Readonly<Record<string, Value>>;
  constructor(typeName: string, values: Readonly<Record<string, Value>>) {
    super();
    this.typeName = typeName;
    this.values = values;
  }
  getattr(name: string): Value | undefined {
    return Object.hasOwn(this.values, name) ? this.values[name] : undefined;
  }
}

export class RelationValue extends PyObject implements RelationParts {
  readonly typeName: string;
  readonly warehouse: Warehouse;
  readonly database: string | null;
  readonly schema: string | null;
  readonly identifier: string | null;
  readonly type: string | null;
  readonly quoting: Policy;
  readonly include: Policy;
  readonly limit: number | undefined;
  readonly filter: EventTimeFilter | undefined;
  readonly external: string | undefined;
  readonly view: string | undefined;
  /** dbt's relations count as mappings; macros tell them from texts by that. */
  override readonly isMapping = true;

  constructor(parts: RelationParts) {
    super();
    const { type } = parts.warehouse;
    this.typeName = `${type.charAt(0).toUpperCase()}${type.slice(1)}Relation`;
    this.warehouse = parts.warehouse;
    this.database = parts.database;
    this.schema = parts.schema;
    this.identifier = parts.identifier;
    this.type = parts.type;
    this.quoting = parts.quoting;
    this.include = parts.include;
    this.limit = parts.limit;
    this.filter = parts.filter;
    this.external = parts.external;
    this.view = parts.view;
  }

  with(changes: Partial<RelationParts>): RelationValue {
    return new RelationValue({ ...this, ...changes });
  }

  quoted(name: string): string {
    const quote = this.warehouse.quoteCharacter;
    return `${quote}${name}${quote}`;
  }

  /** The name alone, without limit or filter. */
  render(): string {
    if (this.external !== undefined) return this.external;
    const written: string[] = [];
    for (const part of partNames) {
      const name = this[part];
      if (name === null || !this.include[part]) continue;
      written.push(this.quoting[part] ? this.quoted(name) : name);
    }
    if (this.view !== undefined) written.push(this.view);
    return written.join(".");
  }

  #alias(purpose: string): string {
    return this.warehouse.subqueryAlias ? ` _dbt_${purpose}_subq_${this.identifier}` : "";
  }

  renderLimited(): string {
    const name = this.render();
    if (this.limit === undefined) return name;
    const rows = this.limit === 0 ? "where false limit 0" : `limit ${this.limit}`;
    return `(select * from ${name} ${rows})${this.#alias("limit")}`;
  }

  override str(): string {
    if (this.limit === undefined && this.filter === undefined) return this.render();
    const name = this.renderLimited();
    if (this.filter === undefined) return name;
    const { field, start, end } = this.filter;
    const conditions = [
      ...(start === undefined ? [] : [`${field} >= ${timeIn(this.warehouse, start)}`]),
      ...(end === undefined ? [] : [`${field} < ${timeIn(this.warehouse, end)}`]),
    ];
    if (conditions.length === 0) return name;
    return `(select * from ${name} where ${conditions.join(" and ")})${this.#alias("et_filter")}`;
  }
  override repr(): string {
    return `<${this.typeName} ${this.str()}>`;
  }
  override truthy(): boolean {
    return true;
  }
  override equals(other: Value): boolean {
    return other instanceof RelationValue && other.type === this.type && other.str() === this.str();
  }

  getattr(name: string): Value | undefined {
    if (attributes.has(name)) return attributes.get(name)?.(this);
    return bound(relationMethods, this, name);
  }
}

const isType =
  (...types: string[]) =>
  (self: RelationValue): boolean =>
    self.type !== null && types.includes(self.type);

const attributes: ReadonlyMap<string, (self: RelationValue) => Value> = new Map<
  string,
  (self: RelationValue) => Value
>([
  ["database", (self) => self.database],
  ["schema", (self) => self.schema],
  ["identifier", (self) => self.identifier],
  ["table", (self) => self.identifier],
  ["name", (self) => self.identifier],
  ["project", (self) => self.database],
  ["dataset", (self) => self.schema],
  ["type", (self) => self.type],
  [
    "path",
    ({ database, schema, identifier }) => new Parts("Path", { database, schema, identifier }),
  ],
  ["quote_policy", (self) => new Parts("Policy", { ...self.quoting })],
  ["include_policy", (self) => new Parts("Policy", { ...self.include })],
  ["quote_character", (self) => self.warehouse.quoteCharacter],
  ["is_table", isType("table")],
  ["is_view", isType("view")],
  ["is_cte", isType("cte")],
  ["is_materialized_view", isType("materialized_view")],
  ["is_external_table", isType("external")],
  ["is_dynamic_table", isType("dynamic_table")],
  ["is_pointer", isType("pointer_table")],
  ["is_function", isType("function")],
  ["can_be_renamed", isType("table", "view")],
  ["can_be_replaced", isType("table", "view")],
  ["require_alias", (self) => self.warehouse.subqueryAlias],
  ["limit", (self) => self.limit ?? null],
  ["dbt_created", () => false],
  ["catalog", () => null],
  ["information_schema_view", (self) => self.view ?? null],
  ...typeConstants(),
]);

/** `relation.Table`, `api.Relation.View`, …: names of the types. */
function typeConstants(): [string, () => Value][] {
  return [
    ["Table", "table"],
    ["View", "view"],
    ["CTE", "cte"],
    ["MaterializedView", "materialized_view"],
    ["External", "external"],
    ["Ephemeral", "ephemeral"],
  ].map(([name = "", type]) => [name, () => type]);
}

const flags = (database: Value, schema: Value, identifier: Value): Value =>
  new Map([
    ["database", database],
    ["schema", schema],
    ["identifier", identifier],
  ]);

function nameOrNull(value: Value, part: string): string | null {
  if (value === null || value === undefined || typeof value === "string") return value ?? null;
  throw new PyError(
    "TypeError",
    `the ${part} of a relation must be a text or none`,
    "Check that the value is defined where the relation is created.",
  );
}

/** The relation with the parts that a `path` dict names replaced. */
function replacedPath(self: RelationValue, path: Value): RelationValue {
  if (!isDict(path)) return self;
  const changes: Partial<Record<(typeof partNames)[number], string | null>> = {};
  for (const part of partNames) {
    const value = dictGet(path, part);
    if (value !== undefined) changes[part] = nameOrNull(value, part);
  }
  return self.with(changes);
}

function matches(self: RelationValue, ...wanted: Value[]): boolean {
  return partNames.every((part, index) => {
    const name = wanted[index];
    return (
      name === undefined ||
      name === null ||
      String(name).toLowerCase() === self[part]?.toLowerCase()
    );
  });
}

function informationSchema(self: RelationValue, view: Value): RelationValue {
  return self.with({
    schema: null,
    identifier: "INFORMATION_SCHEMA",
    type: "view",
    include: { database: self.database !== null, schema: false, identifier: true },
    quoting: { ...self.quoting, identifier: false },
    view: typeof view === "string" ? view : undefined,
  });
}

const relationMethods = methods<RelationValue>({
  render: (self) => self.render(),
  relation_max_name_length: (self) => self.warehouse.maxIdentifierLength,
  render_limited: (self) => self.renderLimited(),
  "include database? schema? identifier?": (self, ...parts) =>
    self.with({ include: mergedPolicy(self.include, flags(parts[0], parts[1], parts[2])) }),
  "quote database? schema? identifier?": (self, ...parts) =>
    self.with({ quoting: mergedPolicy(self.quoting, flags(parts[0], parts[1], parts[2])) }),
  "quoted identifier": (self, name) => self.quoted(String(name)),
  without_identifier: (self) =>
    self.with({ identifier: null, include: { ...self.include, identifier: false } }),
  "incorporate path? type? quote_policy? include_policy? limit?": (
    self,
    path,
    type,
    quoting,
    include,
    limit,
  ) =>
    replacedPath(self, path).with({
      type: type === undefined ? self.type : textOrNull(type),
      quoting: mergedPolicy(self.quoting, quoting),
      include: mergedPolicy(self.include, include),
      limit: typeof limit === "number" ? limit : self.limit,
    }),
  "replace_path database? schema? identifier?": (self, database, schema, identifier) =>
    replacedPath(self, flags(database, schema, identifier)),
  "replace type? information_schema_view?": (self, type, view) =>
    self.with({
      type: type === undefined ? self.type : textOrNull(type),
      view: view === undefined ? self.view : (textOrNull(view) ?? undefined),
    }),
  "matches database? schema? identifier?": matches,
  "information_schema view_name?": informationSchema,
  information_schema_only: (self) => informationSchema(self, undefined),
  "add_ephemeral_prefix name": (_, name) => ephemeralName(String(name)),
  "create database? schema? identifier? type?": (self, database, schema, identifier, type) =>
    self.with({
      database: nameOrNull(database, "database"),
      schema: nameOrNull(schema, "schema"),
      identifier: nameOrNull(identifier, "identifier"),
      type: textOrNull(type),
    }),
  "get key default?": (self, key, fallback) => {
    if (key === "metadata") return { type: self.typeName };
    return self.getattr(String(key)) ?? fallback ?? null;
  },
  "to_dict omit_none?": ({ database, schema, identifier, type }) => ({
    path: { database, schema, identifier },
    type,
  }),
});

/** Name of the CTE that stands for an ephemeral model. */
export const ephemeralName = (alias: string): string => `__dbt__cte__${alias}`;

/** A field of a node, given as a dict or as an object. */
const fieldOf = (node: Value, name: string): Value =>
  isDict(node) ? dictGet(node, name) : node instanceof PyObject ? node.getattr(name) : undefined;

/** The relation of a node, as `graph` has it, or of a source. */
function fromNode(self: RelationClass, node: Value, quoting: Value, type: Value): RelationValue {
  const name = fieldOf(node, "identifier") ?? fieldOf(node, "alias") ?? fieldOf(node, "name");
  const own = fieldOf(node, "quoting") ?? fieldOf(fieldOf(node, "config"), "quoting");
  const { quoting: usual } = self.create({});
  return self.create({
    database: nameOrNull(fieldOf(node, "database"), "database"),
    schema: nameOrNull(fieldOf(node, "schema"), "schema"),
    identifier: nameOrNull(name, "identifier"),
    type: textOrNull(type),
    quoting: mergedPolicy(mergedPolicy(usual, own), quoting),
  });
}

const classMethods = methods<RelationClass>({
  get_default_quote_policy: (self) => new Parts("Policy", { ...self.usualQuoting }),
  get_default_include_policy: () => new Parts("Policy", { ...everything }),
  "create_from quoting relation_config quote_policy? type?": (self, _, node, quoting, type) =>
    fromNode(self, node, quoting, type),
  "create_from_source quoting source quote_policy? type?": (self, _, node, quoting, type) =>
    fromNode(self, node, quoting, type),
  "scd_args primary_key updated_at": (_, key, time) => [
    ...(Array.isArray(key) ? key : [key]),
    time,
  ],
});

/** `api.Relation`: makes relations with the project's quoting. */
export class RelationClass extends PyObject {
  readonly typeName = "type";
  readonly #warehouse: Warehouse;
  readonly #quoting: Policy;
  readonly #create = builtin(
    "create database? schema? identifier? type? quote_policy? include_policy? limit?",
    (database, schema, identifier, type, quoting, include, limit) =>
      this.create({
        database: nameOrNull(database, "database"),
        schema: nameOrNull(schema, "schema"),
        identifier: nameOrNull(identifier, "identifier"),
        type: textOrNull(type),
        quoting: mergedPolicy(this.#quoting, quoting),
        include: mergedPolicy(everything, include),
        limit: typeof limit === "number" ? limit : undefined,
      }),
  );

  /** Parts are quoted so unless somebody says otherwise. */
  get usualQuoting(): Policy {
    return this.#warehouse.quoting;
  }

  constructor(warehouse: Warehouse, quoting: Policy) {
    super();
    this.#warehouse = warehouse;
    this.#quoting = quoting;
  }

  /** Where a warehouse has no databases, their name is empty, and none for templates. */
  create(parts: Partial<RelationParts>): RelationValue {
    return new RelationValue({
      warehouse: this.#warehouse,
      schema: null,
      identifier: null,
      type: null,
      quoting: this.#quoting,
      include: everything,
      ...parts,
      database: parts.database || null,
    });
  }

  getattr(name: string): Value | undefined {
    if (name === "create") return this.#create;
    if (name === "add_ephemeral_prefix")
      return builtin("add_ephemeral_prefix name", (text) => ephemeralName(String(text)));
    return bound(classMethods, this, name) ?? new Map(typeConstants()).get(name)?.();
  }
  override call(args: readonly Value[], kwargs: Kwargs): Value {
    return this.#create(args, kwargs, { at: { file: "", line: 1, column: 1 } });
  }
  override str(): string {
    return "<class 'Relation'>";
  }
}
