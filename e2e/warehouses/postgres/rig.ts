/** A schema of its own on the Postgres that `npm run test:warehouses` started. */
import { randomUUID } from "node:crypto";
import { connectTo } from "../../../src/adapters/registry.ts";
import type { Adapter } from "../../../src/core/adapter.ts";
import type { JsonObject } from "../../../src/core/node.ts";

export function profile(): JsonObject {
  const profiles = process.env["PTX_TEST_PROFILES"];
  if (profiles === undefined) throw new Error("Run this by `npm run test:warehouses`.");
  const { postgres } = JSON.parse(profiles) as Record<string, JsonObject>;
  if (!postgres) throw new Error("no Postgres was started");
  return postgres;
}

/** A name that no other test has. */
export const freshSchema = (): string => `t_${randomUUID().slice(0, 8)}`;

export function connectWith(more: JsonObject = {}, schema = "public"): Promise<Adapter> {
  const settings: JsonObject = { ...profile(), schema, ...more };
  const database = String(settings["dbname"] ?? "");
  const place = { schema, database, threads: 4, file: undefined };
  return connectTo(
    { profileName: "p", name: "t", type: "postgres", settings, ...place },
    { root: process.cwd() },
  );
}

/** Work on an adapter with an empty schema; both go afterwards. */
export async function withSchema(
  work: (adapter: Adapter, schema: string) => Promise<void>,
  more: JsonObject = {},
): Promise<void> {
  const schema = freshSchema();
  const adapter = await connectWith(more, schema);
  try {
    await adapter.createSchema(undefined, schema);
    await work(adapter, schema);
  } finally {
    const cleaner = await connectWith();
    const session = await cleaner.session();
    await session.execute(`drop schema if exists "${schema}" cascade`);
    await cleaner.close();
    await adapter.close();
  }
}
