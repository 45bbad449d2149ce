/** What `e2e/secrets.test.ts` does, on a server that says back what it was told. */
import { afterAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { Planted } from "../../planted.ts";
import { Project } from "../../rig.ts";
import { connectWith, freshSchema, profile } from "./rig.ts";

const schema = freshSchema();
let project: Project | undefined;

afterAll(async () => {
  project?.remove();
  const adapter = await connectWith();
  const session = await adapter.session();
  await session.execute(`drop schema if exists "${schema}" cascade`);
  await adapter.close();
});

test("passwords that the server says back", { timeout: 120_000 }, async () => {
  const planted = new Planted();
  const password = planted.plant("a password");
  const variable = planted.plant("a secret variable");
  const env = { DBT_ENV_SECRET_PASSWORD: variable };
  const text = password.replaceAll("'", "''");
  const place = { ...profile(), schema };
  project = new Project({
    "project.yml": "name: shop\nprofile: shop\n",
    "profiles.yml": stringify({
      shop: {
        target: "dev",
        outputs: {
          dev: { ...place, password },
          variable: { ...place, password: "{{ env_var('DBT_ENV_SECRET_PASSWORD') }}" },
          away: { ...place, password, port: 1, retries: 0 },
          nowhere: { ...place, password, dbname: `no ${password}` },
        },
      },
    }),
    "models/fine.sql": "select 1 as n",
    "models/cast.sql": `{{ config(materialized='table') }} select cast('${text}' as integer) as n`,
    "models/hook.sql": `{{ config(materialized='table', pre_hook="do $$ begin raise exception 'told: {{ var('secret', '') }}'; end $$") }} select 1 as n`,
    "seeds/s.csv": "id\n1\n",
    "macros/m.sql":
      "{% macro told() %}{{ log(target, info=true) }}{% do run_query(\"select cast('\" ~ var('secret') ~ \"' as integer)\") %}{% endmacro %}",
  });
  planted.sources = ["profiles.yml", "models/cast.sql"];
  const secret = ["--vars", JSON.stringify({ secret: variable.replaceAll("'", "''") })];
  const verbose = ["--debug", "--log-format", "json"];
  const codes: (number | null)[] = [];
  for (const args of [
    ["build"],
    ["build", ...verbose],
    ["retry"],
    ["compile"],
    ["show", "--select", "cast"],
    ["docs", "generate"],
    ["debug"],
    ["debug", "--target", "variable"],
    ["debug", "--target", "away"],
    ["build", "--target", "away", ...verbose],
    ["build", "--target", "nowhere", ...verbose],
  ]) {
    codes.push((await planted.run(project, args, env)).code);
  }
  expect(codes).toEqual([1, 1, 1, 0, 2, 0, 0, 0, 1, 2, 2]);
  // What a user types into a command line is in the list of processes by his own hand.
  for (const args of [["run-operation", "told"], ["build"], ["parse", ...verbose]]) {
    const ran = project.run([...args, ...secret], env);
    planted.see(`ptx ${args[0]} --vars`, ran.stdout + ran.stderr);
    planted.search(project, `ptx ${args[0]} --vars`);
  }
  planted.expectHidden();
  expect(planted.saw('invalid input syntax for type integer: "*****"')).toBe(true);
  expect(planted.saw("told: *****")).toBe(true);
});
