import { deepEqual, equal, match } from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { PtxError } from "../../../src/core/error.ts";
import { type Area, unsupported, untestable } from "../behaviour.ts";
import { table, view } from "../models.ts";

const noPlace = untestable("the emulator's messages carry no place", true);

export const errors: Area = {
  title: "Errors and interruptions",
  behaviours: [
    {
      name: "a syntax error is shown at its line and column",
      files: { "models/bad.sql": `${table("select 1 as id")}\nfrom from somewhere` },
      gaps: { snowflake: noPlace, bigquery: noPlace },
      async check(world) {
        match(await world.fails("run"), /PTX4001[\s\S]*models\/bad\.sql:4:(1|6)/);
      },
    },
    {
      name: "an unknown column is shown where it is written, with what was meant",
      files: {
        "models/names.sql": table("select 1 as customer_id"),
        "models/bad.sql": table("select\n  custmer_id\nfrom {{ ref('names') }}"),
      },
      gaps: { bigquery: noPlace },
      async check(world) {
        const told = await world.fails("run");
        match(told, /models\/bad\.sql:3:3/);
        match(told, /custmer_id/i);
      },
    },
    {
      name: "an error inside of a macro leads to the macro and to its call",
      files: {
        "macros/broken.sql": "{% macro broken() %}\n  no_such_function(1)\n{% endmacro %}",
        "models/bad.sql": table("select\n  {{ broken() }} as v"),
      },
      gaps: { snowflake: noPlace, bigquery: noPlace },
      async check(world) {
        const told = await world.fails("run");
        match(told, /macros\/broken\.sql:2/);
        match(told, /models\/bad\.sql:3/);
      },
    },
    {
      name: "a missing table is named",
      files: { "models/bad.sql": table("select * from nowhere_to_be_found") },
      async check(world) {
        match(await world.fails("run"), /nowhere_to_be_found/i);
      },
    },
    {
      name: "an error of values, without a place, shows the model",
      files: ({ words }) => ({
        "models/bad.sql": table(`select ${words.failing} as v from (${words.series(3)}) s`),
      }),
      async check(world) {
        match(await world.fails("run"), /models\/bad\.sql[\s\S]*no\d?/);
      },
    },
    {
      name: "Ctrl-C stops the statement on the server, at once",
      files: ({ words }) => ({
        "models/slow.sql": table(words.endless),
        "models/good.sql": view("select 1 as id"),
      }),
      gaps: { bigquery: untestable("a cancelled job blocks the emulator") },
      async check(world) {
        const interrupt = new AbortController();
        const start = Date.now();
        const running = world.run(["run", "--threads", "2"], interrupt.signal);
        await sleep(1500);
        interrupt.abort("SIGINT");
        const { code, text } = await running;
        equal(code, 1);
        match(text, /SIGINT/);
        equal(Date.now() - start < 8000, true);
        deepEqual(await world.kinds(), { good: "view" });
        await world.ptx("run", "-s", "good");
      },
    },
    {
      name: "an adapter goes on after an error, and after a cancelled statement",
      gaps: { bigquery: untestable("a cancelled job blocks the emulator") },
      async check(world) {
        await world.inSession(async (session, adapter) => {
          await session.query("select nothing from nowhere").then(
            () => Promise.reject(new Error("it went well")),
            ({ diagnostic }: PtxError) => equal(diagnostic.code, "PTX4001"),
          );
          const endless = session.query(world.words.endless).then(
            () => Promise.reject(new Error("it went well")),
            ({ diagnostic }: PtxError) => equal(diagnostic.code, "PTX4003"),
          );
          await sleep(500);
          session.cancel();
          await endless;
          const next = await adapter.session();
          const { rows } = await next.query("select 1 as id");
          next.release();
          equal(rows.length, 1);
        });
      },
    },
    {
      name: "a transaction is taken back as a whole",
      gaps: {
        snowflake: unsupported("DDL commits at once"),
        bigquery: unsupported("DDL commits at once"),
      },
      files: { "models/names.sql": table("select 1 as id") },
      async check(world) {
        await world.ptx("run");
        await world.inSession(async (session) => {
          const work = session.transaction(async () => {
            await session.execute(`insert into ${world.at("names")} values (2)`);
            await session.execute(`create table ${world.at("more")} as select 1 as id`);
            throw new Error("stop");
          });
          await work.then(
            () => Promise.reject(new Error("it went well")),
            ({ message }: Error) => equal(message, "stop"),
          );
        });
        equal(await world.count("names"), 1);
        deepEqual(Object.keys(await world.kinds()), ["names"]);
      },
    },
    {
      name: "a warehouse that cannot be reached is named, the password is not",
      files: (world) => ({
        "profiles.yml": world.profiles({ ...world.subject.unreachable, password: "geheim" }),
        "models/names.sql": table("select 1 as id"),
      }),
      gaps: {
        snowflake: untestable("the client tries for minutes"),
        bigquery: untestable("the client tries for minutes"),
      },
      async check(world) {
        const { code, text } = await world.run(["--log-level", "debug", "build"]);
        equal(code === 0, false);
        match(text, /PTX400[256]/);
        equal(text.includes("geheim"), false);
        equal(world.has("logs/dbt.log") && world.read("logs/dbt.log").includes("geheim"), false);
      },
    },
    {
      name: "debug: what is connected to, without secrets",
      async check(world) {
        const told = await world.ptx("debug");
        match(told, new RegExp(world.warehouse));
        equal(/password|token/i.test(told), false);
      },
    },
    {
      name: "the query comment goes to the server with every statement",
      files: {
        "dbt_project.yml": JSON.stringify({
          name: "shop",
          profile: "conformance",
          "query-comment": "made by {{ node.name if node else 'nobody' }}",
        }),
        "models/names.sql": table("select current_query() as sql"),
      },
      gaps: {
        snowflake: untestable("the emulator has no history of statements"),
        bigquery: untestable("the emulator drops the labels of jobs"),
      },
      async check(world) {
        await world.ptx("run");
        const [[sql] = []] = await world.rows(`select sql from ${world.at("names")}`);
        match(String(sql), /\/\* made by names \*\//);
      },
    },
  ],
};
