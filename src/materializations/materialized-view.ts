/**
 * `materialized_view` and `dynamic_table`: a select whose rows the warehouse keeps. A run refreshes
 * them, and brings the settings of the relation in line with the config.
 */
import { PtxError } from "../core/error.ts";
import { withHooks } from "./hooks.ts";
import { isFullRefresh } from "./incremental.ts";
import { createIndexes } from "./indexes.ts";
import type { Materialization, MaterializationInput, Plan } from "./materialization.ts";
import { replaceRelation } from "./replace.ts";
import { askRows, mainAround, nameOf } from "./steps.ts";

export const materializedView: Materialization = {
  summary: "A select whose rows the warehouse keeps and refreshes.",
  *plan(input) {
    const { existing, dialect } = input;
    const views = dialect.materializedViews;
    const { materialized } = input.config;
    if (!views || (typeof materialized === "string" && materialized !== views.kind)) {
      throw new PtxError(
        "PTX4107",
        `the warehouse has no materialization "${String(materialized)}"`,
        {
          hint: views
            ? `Set materialized='${views.kind}'.`
            : "Set materialized='table', or 'view'.",
        },
      );
    }
    if (existing?.kind !== views.kind || isFullRefresh(input)) yield* anew(input);
    else yield* kept(input);
  },
};

function* anew(input: MaterializationInput): Plan {
  const { select, config, dialect } = input;
  const views = dialect.materializedViews;
  if (!views) return;
  yield* replaceRelation(input, {
    kind: views.kind,
    single: true,
    *make(name) {
      const { head, tail } = views.create(name, config);
      yield mainAround(head, select, tail, input);
      yield* createIndexes(input, name);
    },
  });
}

/** Refreshes what is there, unless its settings are not those of the config any more. */
function* kept(input: MaterializationInput): Plan {
  const { dialect, config, target } = input;
  const views = dialect.materializedViews;
  if (!views) return;
  const name = nameOf(target, input);
  const inForce = yield* askRows(views.describe(target));
  const settings = inForce.map(([key = "", value = ""]) => [key, value] as const);
  const changes = views.changes(target, settings, config);
  if (changes.length > 0 && config["on_configuration_change"] === "continue") {
    yield {
      kind: "warn",
      message: `Configuration changes were identified and \`on_configuration_change\` was set to \`continue\` for \`${name}\``,
    };
    yield { kind: "nothing", message: `skip ${name}` };
    return;
  }
  if (changes.length > 0 && config["on_configuration_change"] === "fail") {
    throw new PtxError(
      "PTX4109",
      `Configuration changes were identified and \`on_configuration_change\` was set to \`fail\` for \`${name}\``,
      { hint: "Run with `--full-refresh`, or set `on_configuration_change: apply`." },
    );
  }
  if (changes === "replace") {
    yield* anew(input);
    return;
  }
  const statement = changes.length > 0 ? changes.join(";\n") : views.refresh(name);
  yield* withHooks(input, {
    kind: views.kind,
    single: changes.length < 2,
    inPlace: true,
    *work() {
      yield { kind: "sql", sql: statement, main: true };
    },
  });
}
