/** The commands around a build, as a user types them; and the surroundings that users have. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { binary, Project, type ProjectFiles } from "./rig.ts";

let project: Project;
afterEach(() => project.remove());

const shop: ProjectFiles = {
  "seeds/people.csv": "id,name\n1,Kim\n2,Ada\n3,\n",
  "models/staging/names.sql": "select id, name from {{ ref('people') }}",
  "models/counted.sql":
    "{{ config(materialized='table') }}\nselect count(*) as n from {{ ref('names') }}",
  "models/schema.yml": `models:
  - name: names
    description: Everybody.
    columns:
      - name: id
        data_tests: [unique]
      - name: name
        data_tests: [not_null]
`,
  "macros/hello.sql":
    "{% macro hello(who='you') %}{% do log('hello ' ~ who, info=true) %}{% endmacro %}",
};

/** The non-empty lines that a command prints. */
function lines(args: readonly string[], env?: Record<string, string>): string[] {
  const { code, stdout, stderr } = project.run(args, env);
  expect(code, stderr).toBe(0);
  return stdout.split("\n").filter((line) => line !== "");
}

describe("ls", () => {
  test("prints selectors, names, paths or JSON", () => {
    project = new Project(shop);
    expect(lines(["ls", "-s", "names", "people"])).toEqual([
      "shop.staging.names",
      "shop.people",
      "shop.not_null_names_name",
      "shop.unique_names_id",
    ]);
    expect(lines(["ls", "--resource-type", "model", "--output", "name"])).toEqual([
      "counted",
      "names",
    ]);
    expect(lines(["ls", "-s", "counted", "--output", "path"])).toEqual(["models/counted.sql"]);
    const keys = ["--output", "json", "--output-keys", "name", "resource_type"];
    expect(lines(["ls", "-s", "counted", ...keys]).map((line) => JSON.parse(line))).toEqual([
      { name: "counted", resource_type: "model" },
    ]);
  });

  test("ends when nobody reads on", () => {
    const models = Array.from({ length: 2000 }, (_, i) => [
      `models/model_number_${i}.sql`,
      "select 1",
    ]);
    project = new Project(Object.fromEntries(models));
    const command = `"${process.execPath}" "${binary}" ls | head -1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", command], {
      cwd: project.folder,
      encoding: "utf8",
    });
    expect(stdout).toBe("shop.model_number_0\n0\n");
    expect(stderr).toBe("");
  });
});

describe("show", () => {
  test("prints rows as a table, as JSON and as CSV; of models, queries and tests", () => {
    project = new Project(shop);
    project.run(["build"]);
    expect(project.run(["show", "-s", "names"]).stdout).toMatch(
      /Preview of names:\n.*id.*name[\s\S]*Kim/,
    );
    const json = project.run(["show", "-s", "names", "--limit", "1", "--output", "json"]).stdout;
    expect(JSON.parse(json)).toEqual({ node: "names", show: [{ id: 1, name: "Kim" }] });
    const query = "select max(id) as last from {{ ref('names') }}";
    expect(lines(["show", "--inline", query, "--output", "csv"])).toEqual(["last", "3"]);
    expect(project.run(["show", "--test", "not_null_names_name"]).stdout).toMatch(
      /Preview of not_null_names_name:\n.*name/,
    );
  });
});

describe("compile", () => {
  test("prints the SQL of a node and of a query, and keeps it in target/compiled", () => {
    project = new Project(shop);
    expect(project.run(["compile", "-s", "counted"]).stdout).toContain('"main"."names"');
    expect(project.read("target/compiled/shop/models/counted.sql")).toContain("count(*) as n");
    const inline = project.run(["compile", "--inline", "select {{ 1 + 1 }} as two"]).stdout;
    expect(inline).toContain("select 2 as two");
  });
});

test("run-operation runs a macro, records it and prints what it logs", () => {
  project = new Project(shop);
  const { code, stdout } = project.run(["run-operation", "hello", "--args", "{who: Kim}"]);
  expect(code).toBe(0);
  expect(stdout).toContain("hello Kim");
  const [result] = JSON.parse(project.read("target/run_results.json")).results;
  expect(result).toMatchObject({ unique_id: "macro.shop.hello", status: "success" });
});

test("docs generate writes the catalog of what is there", () => {
  project = new Project(shop);
  project.run(["build"]);
  expect(project.run(["docs", "generate"]).code).toBe(0);
  const { nodes } = JSON.parse(project.read("target/catalog.json"));
  expect(Object.keys(nodes["model.shop.names"].columns)).toEqual(["id", "name"]);
});

describe("clean", () => {
  test("removes what was generated, and never the project's own files", () => {
    project = new Project(shop);
    project.run(["build"]);
    expect(project.has("target")).toBe(true);
    expect(project.run(["clean"]).code).toBe(0);
    expect(project.has("target")).toBe(false);
    expect(project.has("models/counted.sql")).toBe(true);
  });

  test.each(["models", ".", "..", "/", "models/staging"])("refuses %s", (target) => {
    project = new Project({ ...shop, "project.yml": `name: shop\nclean-targets: ["${target}"]\n` });
    expect(project.run(["clean"]).code).toBe(2);
    expect(project.has("models/staging/names.sql")).toBe(true);
  });
});

describe("init", () => {
  test.each(["minimal", "personalization"])(
    "%s builds at once",
    (template) => {
      project = new Project({ "project.yml": null });
      expect(project.run(["init", "fresh", "--template", template]).code).toBe(0);
      const { code, stdout, stderr } = project.run(["build"], {}, "fresh");
      expect(code, stdout.slice(-2000) + stderr).toBe(0);
      expect(stdout).toContain("ERROR=0");
    },
    120_000,
  );
});

describe("completion", () => {
  const installed = (shell: string) => spawnSync(shell, ["-c", "true"]).status === 0;

  test.each(["bash", "zsh", "fish"])("%s", (shell) => {
    project = new Project({});
    const { code, stdout } = project.run(["completion", shell]);
    expect(code).toBe(0);
    expect(stdout).toContain("ptx");
    if (!installed(shell)) return;
    const { status, stderr } = spawnSync(shell, ["-n"], { input: stdout, encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });
});

test("debug checks project, profile and connection", () => {
  project = new Project(shop);
  const { code, stdout } = project.run(["debug"]);
  expect(code).toBe(0);
  expect(stdout).toContain("duckdb");
});

describe("output", () => {
  test("--log-format json: every line is an event", () => {
    project = new Project(shop);
    const { stdout } = project.run(["build", "--log-format", "json"]);
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.length).toBeGreaterThan(5);
    for (const { info } of events) expect(info).toMatchObject({ name: expect.any(String) });
  });

  test("--quiet says nothing of a good build, and all of a bad one", () => {
    const good = { ...shop, "seeds/people.csv": "id,name\n1,Kim\n" };
    project = new Project(good);
    expect(project.run(["build", "--quiet"])).toEqual({ code: 0, stdout: "", stderr: "" });
    project.write({ "models/counted.sql": "select nothing" });
    expect(project.run(["build", "--quiet"]).stdout).toContain("models/counted.sql:1:8");
  });

  test("reporters for JUnit and GitHub", () => {
    project = new Project(shop);
    const { stdout } = project.run(["build", "--reporter", "github,junit=report.xml"]);
    expect(stdout).toMatch(/^::error file=models\/schema.yml,line=8/m);
    expect(project.read("report.xml")).toMatch(
      /<testsuite[\s\S]*not_null_names_name[\s\S]*<failure/,
    );
  });

  test("a secret is in no output and in no file", () => {
    const secret = "s3cr3t-of-the-house";
    project = new Project({
      "project.yml": "name: shop\nprofile: shop\n",
      "profiles.yml":
        "shop:\n  target: dev\n  outputs:\n    dev:\n      type: duckdb\n      path: shop.duckdb\n      schema: main\n      settings: { TimeZone: \"{{ env_var('DBT_ENV_SECRET_ZONE') }}\" }\n",
      "models/one.sql": "select 1 as id",
    });
    const { stdout, stderr } = project.run(["build", "--debug"], { DBT_ENV_SECRET_ZONE: secret });
    expect(stdout + stderr).not.toContain(secret);
    for (const folder of ["target", "logs"]) {
      if (!project.has(folder)) continue;
      for (const entry of readdirSync(join(project.folder, folder), {
        recursive: true,
        withFileTypes: true,
      })) {
        if (!entry.isFile()) continue;
        expect(readFileSync(join(entry.parentPath, entry.name), "utf8")).not.toContain(secret);
      }
    }
  });
});

describe("settings", () => {
  test("come from the command line, else the environment, else flags: of the project", () => {
    project = new Project({ ...shop, "project.yml": "name: shop\nflags: { quiet: true }\n" });
    expect(project.run(["seed"]).stdout).toBe("");
    expect(project.run(["seed"], { DBT_ENGINE_QUIET: "false" }).stdout).not.toBe("");
    project.write({ "project.yml": "name: shop\n" });
    const vars = { "models/day.sql": "select '{{ var(\"day\") }}' as day" };
    project.write(vars);
    const compiled = project.run(["compile", "-s", "day"], { DBT_VARS: "{day: monday}" }).stdout;
    expect(compiled).toContain("'monday'");
    const both = ["compile", "-s", "day", "--vars", "{day: sunday}"];
    expect(project.run(both, { DBT_VARS: "{day: monday}" }).stdout).toContain("'sunday'");
    expect(project.run(["run", "-s", "tag:none"], { DBT_TARGET_PATH: "elsewhere" }).code).toBe(0);
    expect(project.has("elsewhere/manifest.json")).toBe(true);
  });
});

describe("places", () => {
  test("a folder below the project, and --project-dir from anywhere", () => {
    project = new Project(shop, "shop");
    expect(project.run(["ls", "-s", "counted"], {}, "models/staging").stdout).toBe(
      "shop.counted\n",
    );
    mkdirSync(join(project.folder, "../elsewhere"));
    const from = project.run(
      ["ls", "-s", "counted", "--project-dir", project.folder],
      {},
      "../elsewhere",
    );
    expect(from.stdout).toBe("shop.counted\n");
  });

  test("spaces and letters of all languages in paths and names", async () => {
    project = new Project(
      {
        "project.yml": "name: shop\n",
        "models/größe und maß/naïve model.sql": "select 'ü' as größe",
        "seeds/städte.csv": "ort\nMünchen\n",
      },
      "mein projekt – 店",
    );
    const { code, stdout } = project.run(["build"]);
    expect(code, stdout).toBe(0);
    expect(await project.rows('select "größe" from "naïve model"')).toEqual([["ü"]]);
  });

  test("files of Windows: line ends and byte order marks", async () => {
    const bom = "\uFEFF";
    project = new Project({
      "project.yml": `${bom}name: shop\r\nmodels:\r\n  shop:\r\n    +materialized: table\r\n`,
      "seeds/people.csv": `${bom}id,name\r\n1,Kim\r\n`,
      "models/names.sql": `${bom}{% set wanted = 1 %}\r\nselect id, name\r\nfrom {{ ref('people') }}\r\nwhere id = {{ wanted }}\r\n`,
      "models/schema.yml": `${bom}models:\r\n  - name: names\r\n    columns:\r\n      - name: id\r\n        data_tests: [unique]\r\n`,
    });
    const { code, stdout, stderr } = project.run(["build"]);
    expect(code, stdout + stderr).toBe(0);
    expect(await project.rows("select id, name from names")).toEqual([[1, "Kim"]]);
    project.write({ "models/names.sql": "select id,\r\n  nam\r\nfrom {{ ref('people') }}\r\n" });
    expect(project.run(["build"]).stdout).toContain("models/names.sql:2:3");
  });

  test("links to folders are followed, those that lead in circles are not", () => {
    project = new Project(shop, "shop");
    const outside = join(project.folder, "../shared");
    mkdirSync(outside);
    writeFileSync(join(outside, "linked.sql"), "select 1 as id");
    symlinkSync(outside, join(project.folder, "models/shared"));
    symlinkSync(project.folder, join(project.folder, "models/staging/around"));
    symlinkSync("nowhere", join(project.folder, "models/dangling"));
    expect(lines(["ls", "--resource-type", "model", "--output", "name"])).toEqual([
      "counted",
      "linked",
      "names",
    ]);
  });

  test("a target folder that cannot be written is named", () => {
    project = new Project(shop);
    writeFileSync(join(project.folder, "target"), "a file in the way");
    const { code, stderr } = project.run(["build"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/PTX\d{4}[\s\S]*target/);
    expect(stderr).not.toMatch(/\n\s+at .*\.js:\d+/);
  });

  const nobody = 65534;
  test.runIf(process.getuid?.() === 0)("a read-only folder is told of, with what to do", () => {
    project = new Project(shop);
    // Where the repository is may be closed to others, as the home of root is.
    const copy = join(project.folder, "ptx");
    for (const part of ["bin", "dist", "package.json"]) {
      cpSync(resolve(binary, "../..", part), join(copy, part), { recursive: true });
    }
    chmodSync(project.folder, 0o555);
    const { status, stderr } = spawnSync(process.execPath, [join(copy, "bin/ptx.cjs"), "parse"], {
      cwd: project.folder,
      encoding: "utf8",
      env: { PATH: process.env["PATH"], HOME: project.folder },
      uid: nobody,
      gid: nobody,
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(/PTX9012 Cannot write .*target.* \(EACCES\)\n {2}hint: /);
  });
});

describe("two at once", () => {
  test("on one database file: one builds, the other says who holds it", async () => {
    project = new Project({
      "models/slow.sql":
        "{{ config(materialized='table') }} select sum(hash(a.range + b.range)) as n from range(200000000) a, range(20) b",
    });
    const first = project.start(["run"]);
    while (!project.has("ptx.duckdb")) await new Promise((done) => setTimeout(done, 50));
    await new Promise((done) => setTimeout(done, 500));
    const second = await project.start(["run"]).ended;
    expect(second.code).toBe(2);
    expect(second.stderr).toContain("PTX4002");
    expect(second.stderr).toContain(String(first.child.pid));
    first.child.kill("SIGINT");
    await first.ended;
  });
});

describe("sizes", () => {
  test("nothing in the project", () => {
    project = new Project({});
    const { code, stderr } = project.run(["build"]);
    expect(code).toBe(0);
    expect(stderr).toContain("PTX2110");
    expect(project.run(["parse"]).code).toBe(0);
    expect(project.run(["ls"]).stdout).toBe("");
  });

  test("a model of 1 MB, and one of 300 columns", async () => {
    const row = (i: number) => `select ${i} as id, '${"x".repeat(90)}' as text`;
    const rows = Array.from({ length: 8000 }, (_, i) => row(i)).join("\nunion all ");
    const columns = Array.from({ length: 300 }, (_, i) => `{{ ${i} }} as column_${i}`).join(",\n");
    project = new Project({
      "models/large.sql": `{{ config(materialized='table') }}\n${rows}`,
      "models/wide.sql": `select\n${columns}`,
    });
    const { code, stdout } = project.run(["build"]);
    expect(code, stdout).toBe(0);
    expect(await project.rows("select count(*) from large")).toEqual([["8000"]]);
    expect(await project.rows("select column_299 from wide")).toEqual([[299]]);
  }, 60_000);
});
