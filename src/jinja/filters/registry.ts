/** All filters: Jinja2's, and dbt's `as_…`, which matter only to native rendering. */

import { toText } from "../printing.ts";
import type { Filter, Registry } from "../registry.ts";
import { tests } from "../tests.ts";
import { PyObject } from "../value.ts";
import { applyingFilters } from "./apply.ts";
import { sequenceFilters } from "./sequence.ts";
import { textFilters } from "./text.ts";
import { valueFilters } from "./value.ts";

const filters: ReadonlyMap<string, Filter> = new Map([
  ...textFilters,
  ...sequenceFilters,
  ...applyingFilters,
  ...valueFilters,
]);

export type MarkerKind = "text" | "native" | "bool" | "number";

/** A value that says how native rendering must read its text. */
export class Marker extends PyObject {
  readonly typeName = "str";
  readonly kind: MarkerKind;
  readonly text: string;

  constructor(kind: MarkerKind, text: string) {
    super();
    this.kind = kind;
    this.text = text;
  }
  getattr(): undefined {
    return undefined;
  }
  override str(): string {
    return this.text;
  }
}

function withMarkers(mark: (kind: MarkerKind) => Filter): Registry {
  const names = ["text", "native", "bool", "number"] as const;
  return {
    filters: new Map([...filters, ...names.map((name) => [`as_${name}`, mark(name)] as const)]),
    tests,
  };
}

/** For models and macros: the `as_…` filters change nothing. */
export const textRegistry: Registry = withMarkers(() => (value) => value);

/** For values in YAML: the `as_…` filters mark their value. */
export const nativeRegistry: Registry = withMarkers(
  (kind) => (value) => new Marker(kind, toText(value)),
);
