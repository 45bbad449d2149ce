/** The inputs of a unit test: which node each stands for, and its rows as SQL. */

import { References } from "../compile/references.ts";
import { PtxError } from "../core/error.ts";
import type { Location } from "../core/location.ts";
import type { Manifest } from "../core/manifest.ts";
import type { NodeId, UnitTestInput, UnitTestNode } from "../core/node.ts";
import { suggest } from "../core/suggest.ts";
import { parseReference } from "../project/reference-text.ts";
import { rowsSql, unknownName } from "../unit-tests/fixture-sql.ts";
import type { TestPlace } from "./test-alone.ts";
import { columnsOfInput } from "./unit-input-columns.ts";

/** One `given` of a test. */
export interface Given {
  readonly id: NodeId;
  readonly input: UnitTestInput;
  /** Position under `given:`. */
  readonly index: number;
  /** Name of its CTE, without the prefix. */
  readonly alias: string;
}

const indexes = new WeakMap<Manifest, References>();

function referencesOf(manifest: Manifest): References {
  const known = indexes.get(manifest) ?? new References(manifest);
  indexes.set(manifest, known);
  return known;
}

interface Found {
  readonly id: NodeId;
  readonly alias: string;
}

/** The node that `ref('…')`, `source('…', '…')` or `this` means. */
function targetOfInput(
  test: UnitTestNode,
  { input }: UnitTestInput,
  at: Location | undefined,
  manifest: Manifest,
): Found {
  const [tested] = test.depends_on.nodes;
  if (input.trim() === "this" && tested !== undefined) {
    return { id: tested, alias: `${test.model}__this` };
  }
  const references = referencesOf(manifest);
  const reference = parseReference(input);
  if (reference?.kind === "ref") {
    const node = references.ref(reference.ref, test.package_name);
    if (node) return { id: node.unique_id, alias: node.alias };
    const close = references.nearName(reference.ref.name);
    throw new PtxError("PTX4307", `The input ${input} names no model, seed or snapshot`, {
      at,
      hint: close ? `Did you mean ref('${close}')?` : "Check the name, and whether it is enabled.",
    });
  }
  if (reference?.kind === "source") {
    const [source, table] = reference.source;
    const node = references.source(source, table, test.package_name);
    if (node) return { id: node.unique_id, alias: `${source}__${table}` };
    const close = references.nearSource(`${source}.${table}`);
    throw new PtxError("PTX4307", `The input ${input} names no source table`, {
      at,
      hint: close
        ? `Did you mean source('${close.replace(".", "', '")}')?`
        : "Declare it under sources: in a property file.",
    });
  }
  const close = suggest(input, ["this"]);
  throw new PtxError("PTX4307", `The input "${input}" is neither a ref, nor a source, nor this`, {
    at,
    hint: close
      ? `Did you mean ${close}?`
      : "Write ref('model'), source('source', 'table') or this.",
  });
}

/**
 * The inputs of a test by the node that they stand for.
 * @throws PtxError PTX4307 for one that names nothing.
 */
export function inputsOf(test: UnitTestNode, { context }: TestPlace): Map<NodeId, Given> {
  const { manifest, locate } = context;
  const inputs = new Map<NodeId, Given>();
  const aliases = new Set<string>();
  for (const [index, input] of test.given.entries()) {
    const at = locate?.(test.unique_id, ["given", index, "input"]);
    const found = targetOfInput(test, input, at, manifest);
    const alias = aliases.has(found.alias) ? `${found.alias}__${index}` : found.alias;
    aliases.add(alias);
    inputs.set(found.id, { id: found.id, input, index, alias });
  }
  return inputs;
}

/**
 * The select that stands for an input.
 * @throws PtxError PTX4302 for a column that the input does not have, PTX4304 when nothing says what
 *   columns it has.
 */
export async function givenSql(
  { id, input, index }: Given,
  test: UnitTestNode,
  { session, context }: TestPlace,
): Promise<string> {
  const { rows } = input;
  if (typeof rows === "string") return rows;
  const { columns, guessed } = await columnsOfInput(id, rows, { session, context });
  if (columns.length === 0) {
    throw new PtxError("PTX4304", `Nothing says which columns ${input.input} has`, {
      at: context.locate?.(test.unique_id, ["given", index]),
      hint: "Build it, declare its columns with a data_type, or give its rows with format: sql.",
    });
  }
  const wrong = guessed ? undefined : unknownName(rows, columns);
  if (wrong) throw unknownColumn(wrong, columns, input, test, index, context.locate);
  return rowsSql(rows, columns, context.adapter.dialect);
}

function unknownColumn(
  { row, name }: { row: number; name: string },
  columns: readonly { readonly name: string }[],
  { input, format }: UnitTestInput,
  test: UnitTestNode,
  index: number,
  locate: TestPlace["context"]["locate"],
): PtxError {
  const names = columns.map((column) => column.name);
  const close = suggest(name, names);
  const inside = format === "dict" ? ["rows", row, name] : ["rows"];
  return new PtxError("PTX4302", `${input} has no column '${name}'`, {
    at: locate?.(test.unique_id, ["given", index, ...inside], "key"),
    hint: close ? `Did you mean '${close}'?` : `Its columns are ${names.join(", ")}.`,
  });
}
