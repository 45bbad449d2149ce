import { expect, test } from "vitest";
import { asNodeId } from "../core/node.ts";
import { withRelations } from "./foreign-keys.ts";
import type { NodeCompiler } from "./ports.ts";

const compiler = {
  renderHook: async (text: string) => ({
    text: text.replace(/^\{\{ \(ref\('(\w+)'\)\).*$/, '"main"."$1"'),
    spans: { locate: () => undefined },
  }),
} as unknown as NodeCompiler;
const session = {} as Parameters<typeof withRelations>[2];

test("a foreign key by ref points to the relation; a written name stays as it is", async () => {
  const column = {
    name: "customer_id",
    description: "",
    meta: {},
    data_type: "int",
    quote: null,
    tags: [],
    constraints: [
      { type: "foreign_key", to: "ref('customers')", to_columns: ["id"] },
      { type: "not_null" },
    ],
  };
  const named = { type: "foreign_key", to: "other.table", to_columns: ["id"], columns: ["x"] };
  const given = {
    columns: { customer_id: column } as unknown as Parameters<typeof withRelations>[0]["columns"],
    constraints: [named],
  };
  const { columns, constraints } = await withRelations(
    given,
    asNodeId("model.shop.orders"),
    session,
    compiler,
    { databaseInForeignKeys: true },
  );
  expect(columns["customer_id"]?.constraints).toEqual([
    { type: "foreign_key", to: '"main"."customers"', to_columns: ["id"] },
    { type: "not_null" },
  ]);
  expect(constraints).toEqual([named]);
});
