import { expect, test } from "vitest";
import { smallProject } from "./testing/small-project.ts";

test("arguments of a data test keep their floats: in its names, its SQL, and after JSON", async () => {
  const shop = smallProject({
    "models/m.sql": "select 1.0 as x",
    "tests/generic/below.sql":
      "{% test below(model, column_name, top, others) %}select {{ top }}, {{ others }}, {{ top is float }}{% endtest %}",
    "models/m.yml": `models:
  - name: m
    columns:
      - name: x
        data_tests:
          - below: {top: 1.0, others: [2, 2.0, {deep: 3.}]}
          - below: {arguments: {top: 1, others: [2.50]}}
`,
  });
  const [float, whole] = [...shop.manifest.nodes.values()].filter(({ name }) =>
    name.startsWith("below_"),
  );
  if (float === undefined || whole === undefined) throw new Error("two tests were declared");
  expect([float.name, whole.name]).toEqual([
    "below_m_x__2__2_0___deep_3_0___1_0",
    "below_m_x__2_5__1",
  ]);
  const compiled = await Promise.all(
    [float, whole].map(({ unique_id }) => shop.compiler.compile(unique_id)),
  );
  expect(compiled.map(({ sql }) => sql.trim())).toEqual([
    "select 1.0, [2, 2.0, {'deep': 3.0}], True",
    "select 1, [2.5], False",
  ]);
  // What the parse cache keeps is enough to make the same of it.
  const read = JSON.parse(JSON.stringify(float)) as typeof float;
  (shop.manifest.nodes as Map<unknown, unknown>).set(read.unique_id, read);
  expect((await shop.compiler.compile(read.unique_id)).sql).toBe(compiled[0]?.sql);
});
