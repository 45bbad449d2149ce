/** What only Snowflake has to show, on its emulator. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Profile } from "../../scripts/emulators/server.ts";
import { builtIn } from "../conformance/built-in.ts";
import { World } from "../conformance/world.ts";

const secret = "planted-5eCr3t";
let world: World;

beforeEach(({ task }) => {
  const profiles = JSON.parse(process.env["PTX_TEST_PROFILES"] ?? "{}") as Record<string, Profile>;
  const { snowflake } = profiles;
  if (!snowflake) throw new Error("Run this by `npm run test:warehouses`.");
  world = new World(
    builtIn("snowflake"),
    { ...snowflake, password: secret, token: secret },
    task.name,
  );
});
afterEach(() => world.end());

/** All files of a folder, as one text. */
const textOf = (folder: string): string =>
  readdirSync(folder)
    .map((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? textOf(path) : readFileSync(path, "latin1");
    })
    .join("\n");

test("secrets of the target are in no output, log or artifact; the driver writes no log of its own", async () => {
  world.write({
    "models/good.sql":
      "select '{{ target.user }}' as who, '{{ target.password | default('') }}' as what",
    "models/bad.sql": "select nothing from nowhere",
  });
  const { text: built } = await world.run(["--log-level", "debug", "build"]);
  const { text: told } = await world.run(["debug"]);
  world.remove("profiles.yml");
  expect(built + told + textOf(world.folder)).not.toContain(secret);
  expect(readdirSync(world.folder)).not.toContain("snowflake.log");
});

test("a hundred thousand rows of a seed go through a stage", async () => {
  const rows = Array.from({ length: 100_000 }, (_, i) => `${i},name ${i},${i}.25,2026-01-01`);
  world.write({ "seeds/many.csv": `id,name,amount,day\n${rows.join("\n")}\n` });
  await world.ptx("seed");
  expect(
    await world.rows(`select count(*), sum(id), max(amount) from ${world.at("many")}`),
  ).toEqual([[100_000, 4_999_950_000, 99_999.25]]);
});

test("names without quotes are stored in upper case, and found again", async () => {
  world.write({ "models/Mixed.sql": "select 1 as Id" });
  await world.ptx("run");
  await world.ptx("run");
  expect(
    await world.rows(`select "ID" from ${world.quoted(world.schema.toUpperCase())}."MIXED"`),
  ).toEqual([[1]]);
});
