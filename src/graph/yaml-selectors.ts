/** The selectors of `selectors.yml`, made into expressions. */
import { type Diagnostic, PtxError } from "../core/error.ts";
import type { SelectorDefinition } from "../core/manifest.ts";
import type { Json } from "../core/node.ts";
import { suggest } from "../core/suggest.ts";
import { type Criterion, type IndirectSelection, parseCriterion } from "./criterion.ts";
import type { Expression } from "./expression.ts";

type Definition = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Definition =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const modes = ["eager", "cautious", "buildable", "empty"];
const isMode = (value: unknown): value is IndirectSelection =>
  typeof value === "string" && modes.includes(value);

const fullKeys = [
  "method",
  "value",
  "childrens_parents",
  "parents",
  "parents_depth",
  "children",
  "children_depth",
  "indirect_selection",
  "exclude",
];

/** Finds YAML selectors by name; each is parsed once, when it is first asked for. */
export class SelectorBook {
  /** What dbt passes over in silence. */
  readonly warnings: Diagnostic[] = [];
  readonly #definitions: ReadonlyMap<string, SelectorDefinition>;
  readonly #indirect: IndirectSelection;
  readonly #parsed = new Map<string, Expression>();
  readonly #open: string[] = [];

  /** @param indirect Mode of criteria that name none: the one of the command line. */
  constructor(definitions: ReadonlyMap<string, SelectorDefinition>, indirect: IndirectSelection) {
    this.#definitions = definitions;
    this.#indirect = indirect;
  }

  /** Name of the selector with `default: true`. @throws PtxError PTX2107 when there are several. */
  defaultName(): string | undefined {
    const names = [...this.#definitions.values()]
      .filter((one) => one.default)
      .map(({ name }) => name);
    if (names.length < 2) return names[0];
    throw new PtxError("PTX2107", `several selectors have default: true: ${names.join(", ")}`, {
      hint: "keep default: true on one of them",
    });
  }

  /**
   * The expression of a selector.
   *
   * @param place Who asks, for messages.
   * @throws PtxError PTX2104 for an unknown name, PTX2108 for a selector that leads back to
   *   itself, PTX2107 and others for what its definition does wrong.
   */
  expression(name: string, place: string): Expression {
    const known = this.#parsed.get(name);
    if (known) return known;
    const found = this.#definitions.get(name);
    if (!found) throw this.#unknown(name, place);
    if (this.#open.includes(name)) {
      const way = [...this.#open.slice(this.#open.indexOf(name)), name].join(" → ");
      throw new PtxError("PTX2108", `selectors lead back to themselves: ${way}`, {
        hint: "remove one of these method: selector entries",
      });
    }
    this.#open.push(name);
    const parser = new DefinitionParser(name, this.#indirect, this);
    const expression = parser.parse(found.definition, true);
    this.#open.pop();
    this.#parsed.set(name, expression);
    return expression;
  }

  #unknown(name: string, place: string): PtxError {
    const names = [...this.#definitions.keys()];
    const near = suggest(name, names);
    const known =
      names.length === 0
        ? "there is no selector in selectors.yml"
        : `known are ${names.join(", ")}`;
    return new PtxError("PTX2104", `unknown selector "${name}" ${place}`, {
      hint: near ? `did you mean ${near}?` : known,
    });
  }
}

class DefinitionParser {
  readonly #where: string;
  readonly #indirect: IndirectSelection;
  readonly #book: SelectorBook;

  constructor(name: string, indirect: IndirectSelection, book: SelectorBook) {
    this.#where = `selector "${name}"`;
    this.#indirect = indirect;
    this.#book = book;
  }

  parse(definition: unknown, root = false): Expression {
    if (typeof definition === "string") {
      return parseCriterion(definition, this.#indirect, { where: this.#where, offset: undefined });
    }
    if (!isRecord(definition)) {
      throw this.#malformed(
        `expected a text or a mapping, found ${JSON.stringify(definition) ?? "nothing"}`,
      );
    }
    for (const kind of ["union", "intersection"] as const) {
      if (kind in definition) return this.#combination(kind, definition, root);
    }
    return this.#single(definition);
  }

  #combination(kind: "union" | "intersection", definition: Definition, root: boolean): Expression {
    const others = Object.keys(definition).filter((key) => key !== kind);
    if (others.length > 0) {
      if (root) throw this.#malformed(`${kind} must stand alone, found also ${others.join(", ")}`);
      this.#ignored(others, `beside ${kind}`);
    }
    const parts: Expression[] = [];
    let excluded: Expression | undefined;
    for (const item of this.#list(definition, kind)) {
      if (!isRecord(item) || !("exclude" in item)) {
        parts.push(this.parse(item));
        continue;
      }
      if (excluded) throw this.#malformed(`${kind} has more than one exclude`);
      excluded = this.#exclusion(item);
      const rest = Object.keys(item).filter((key) => key !== "exclude");
      if (rest.length > 0) this.#ignored(rest, `beside an exclude inside ${kind}`);
    }
    return minus({ kind, parts, indirect: "eager" }, excluded);
  }

  #single(definition: Definition): Expression {
    const keys = Object.keys(definition);
    const [key] = keys;
    if (key !== undefined && keys.length === 1)
      return this.#criterion({ method: key, value: definition[key] });
    if (definition["method"] === "selector") {
      this.#ignored(
        keys.filter((one) => one !== "method" && one !== "value"),
        "beside method: selector",
      );
      return this.#book.expression(String(definition["value"]), `in ${this.#where}`);
    }
    if (!("method" in definition && "value" in definition)) {
      throw this.#malformed(`expected method and value, found ${keys.join(", ") || "nothing"}`);
    }
    this.#ignored(
      keys.filter((one) => !fullKeys.includes(one)),
      "in a full definition",
    );
    const excluded = "exclude" in definition ? this.#exclusion(definition) : undefined;
    return minus(this.#criterion(definition), excluded);
  }

  #criterion(definition: Definition): Expression {
    const { method, value, indirect_selection: indirect = this.#indirect } = definition;
    const isScalar = ["string", "number", "boolean"].includes(typeof value);
    if (typeof method !== "string" || !isScalar) {
      throw this.#malformed(
        `${String(method)} needs one value, found ${JSON.stringify(value) ?? "nothing"}`,
      );
    }
    if (!isMode(indirect)) {
      throw this.#malformed(
        `indirect_selection must be one of ${modes.join(", ")}, found ${String(indirect)}`,
      );
    }
    const [name = "", ...rest] = method.split(".");
    const criterion: Criterion = {
      kind: "criterion",
      raw: `${method}:${String(value)}`,
      method: name,
      arguments: rest,
      value: value as Json,
      implicit: false,
      childrensParents: !!definition["childrens_parents"],
      parents: this.#depth(definition, "parents"),
      children: this.#depth(definition, "children"),
      indirect,
      place: `in ${this.#where}`,
    };
    if (criterion.childrensParents && criterion.children !== undefined) {
      throw new PtxError(
        "PTX2103",
        `childrens_parents and children cannot stand together in ${this.#where}`,
        {
          hint: "childrens_parents already takes all descendants: remove children",
        },
      );
    }
    return criterion;
  }

  #depth(definition: Definition, side: "parents" | "children"): number | undefined {
    if (!definition[side]) return undefined;
    const depth = definition[`${side}_depth`];
    // dbt takes an unquoted 0 for "no limit".
    if (depth === undefined || depth === null || depth === 0 || depth === "")
      return Number.POSITIVE_INFINITY;
    if (/^\d+$/.test(String(depth))) return Number(depth);
    throw new PtxError(
      "PTX2103",
      `${side}_depth must be a whole number, found ${String(depth)} in ${this.#where}`,
      {
        hint: `write ${side}_depth: 2, or leave it out for all ${side}`,
      },
    );
  }

  #exclusion(definition: Definition): Expression | undefined {
    const parts = this.#list(definition, "exclude").map((item) => this.parse(item));
    return parts.length > 1 ? { kind: "union", parts, indirect: "eager" } : parts[0];
  }

  #list(definition: Definition, key: string): readonly unknown[] {
    const list = definition[key];
    if (Array.isArray(list)) return list;
    throw this.#malformed(`${key} needs a list, found ${JSON.stringify(list) ?? "nothing"}`);
  }

  #malformed(what: string): PtxError {
    return new PtxError("PTX2107", `${this.#where}: ${what}`, {
      hint: "correct it in selectors.yml",
    });
  }

  #ignored(keys: readonly string[], where: string): void {
    if (keys.length === 0) return;
    const near = suggest(keys[0] ?? "", fullKeys);
    this.#book.warnings.push({
      code: "PTX2107",
      severity: "warning",
      message: `${this.#where}: ${keys.join(", ")} ${where} has no effect`,
      hint:
        near && !keys.includes(near)
          ? `did you mean ${near}?`
          : "remove it, or nest it in an entry of its own",
    });
  }
}

function minus(base: Expression, excluded: Expression | undefined): Expression {
  return excluded ? { kind: "difference", parts: [base, excluded], indirect: "eager" } : base;
}
