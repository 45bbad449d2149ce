import { expect, test } from "vitest";
import type { JsonObject } from "../core/node.ts";
import { mergeConfig } from "./config-merge.ts";

test.each([
  ["vacuum", { sql: "vacuum", transaction: true }],
  // What `after_commit('vacuum')` gives, with the line breaks of the macro around it.
  ['\n  {"sql": "vacuum", "transaction": false}\n', { sql: "vacuum", transaction: false }],
  ["{{ clean() }}", { sql: "{{ clean() }}", transaction: true }],
  ["{% if x %}a{% endif %}", { sql: "{% if x %}a{% endif %}", transaction: true }],
  ["{ no json", { sql: "{ no json", transaction: true }],
  [
    { sql: "a", transaction: false },
    { sql: "a", transaction: false },
  ],
])("a hook written as %j", (written, expected) => {
  const config: JsonObject = {};
  mergeConfig(config, { post_hook: written });
  expect(config).toEqual({ "post-hook": [{ ...expected, index: null }] });
});
