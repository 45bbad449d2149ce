/** `config` of a node that is rendered to run: its settings are known, calls change little. */
import { PtxError } from "../core/error.ts";
import type { Json, JsonObject } from "../core/node.ts";
import { dictEntries } from "../jinja/collections.ts";
import { toJson } from "../jinja/json.ts";
import { methods } from "../jinja/params.ts";
import { toText } from "../jinja/printing.ts";
import { type Callable, type CallSite, type Kwargs, PyObject, type Value } from "../jinja/value.ts";
import { objectOf } from "../project/json.ts";
import { configArguments } from "./reference-arguments.ts";
import { bound } from "./values/method-table.ts";

export class RunConfig extends PyObject {
  readonly typeName = "RuntimeConfigObject";
  readonly config: JsonObject;
  readonly owner: string;
  /** Settings that `config(...)` gave in this render. */
  readonly calls: JsonObject = {};

  /** @param owner What the config belongs to, for messages. */
  constructor(config: JsonObject, owner: string) {
    super();
    this.config = config;
    this.owner = owner;
  }
  /** A setting by its name; hooks go by both spellings. `undefined` when nothing set it. */
  setting(name: string, from: JsonObject = this.config): Json | undefined {
    if (name === "snapshot_table_column_names") return snapshotNames(from);
    return from[name] ?? from[name.replace(/^(pre|post)_hook$/, "$1-hook")];
  }
  override call(args: readonly Value[], kwargs: Kwargs, _site: CallSite): Value {
    for (const [key, value] of dictEntries(configArguments(args, kwargs))) {
      this.calls[toText(key)] = toJson(value);
    }
    return "";
  }
  getattr(name: string): Value | undefined {
    return bound(configMethods, this, name) ?? this.setting(name);
  }
  override getitem(key: Value): Value | undefined {
    return this.setting(toText(key));
  }
}

const snapshotColumns = [
  "dbt_valid_from",
  "dbt_valid_to",
  "dbt_scd_id",
  "dbt_updated_at",
  "dbt_is_deleted",
];

/** The columns that a snapshot adds, by the name that each has when it is not renamed. */
function snapshotNames({ snapshot_meta_column_names: renamed }: JsonObject): Json | undefined {
  if (renamed === undefined) return undefined;
  const names = objectOf(renamed);
  return Object.fromEntries(snapshotColumns.map((name) => [name, names[name] || name]));
}

function checked(value: Value, validator: Value): Value {
  if (typeof validator === "function") {
    (validator as Callable)([value], new Map(), { at: { file: "", line: 1, column: 1 } });
  }
  return value;
}

function required(self: RunConfig, name: Value, from: JsonObject): Json {
  const value = self.setting(toText(name), from);
  if (value !== undefined) return value;
  throw new PtxError(
    "PTX3206",
    `${self.owner} does not set the required config '${toText(name)}'`,
    {
      hint: `Add ${toText(name)} to its config() or property file.`,
    },
  );
}

/** dbt gives the default only for settings that its own schema does not know. */
function optional(self: RunConfig, name: Value, fallback: Value, from: JsonObject): Value {
  const value = self.setting(toText(name), from);
  return value === undefined
    ? Object.hasOwn(from, toText(name))
      ? null
      : (fallback ?? null)
    : value;
}

const persists = (self: RunConfig, what: string): boolean =>
  objectOf(self.config["persist_docs"])[what] === true;

const configMethods = methods<RunConfig>({
  "get name default? validator?": (self, name, fallback, validator) =>
    checked(optional(self, name, fallback, self.config), validator),
  "require name validator?": (self, name, validator) =>
    checked(required(self, name, self.config), validator),
  "meta_get name default? validator?": (self, name, fallback, validator) =>
    checked(optional(self, name, fallback, objectOf(self.config["meta"])), validator),
  "meta_require name validator?": (self, name, validator) =>
    checked(required(self, name, objectOf(self.config["meta"])), validator),
  "set name value": (self, name, value) => {
    self.calls[toText(name)] = toJson(value);
    return "";
  },
  persist_relation_docs: (self) => persists(self, "relation"),
  persist_column_docs: (self) => persists(self, "columns"),
});
