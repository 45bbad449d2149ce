import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { diagnosticsOf } from "../core/error.ts";
import { duckdb } from "../sql/dialects/duckdb.ts";
import { adapterAmong, loadAdapter } from "./load-package.ts";
import type { AdapterPackage } from "./package.ts";
import { connectTo } from "./registry.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "ptx-adapters-")));
afterAll(() => rmSync(root, { recursive: true }));

const at = { file: "project.yml", line: 3, column: 5 };
const importModule = (url: string): Promise<unknown> => import(url);

/** Installs a package below the project. */
function install(name: string, manifest: object, files: Readonly<Record<string, string>>): void {
  const all = { "package.json": JSON.stringify({ name, version: "1.2.3", ...manifest }), ...files };
  for (const [path, text] of Object.entries(all)) {
    const full = join(root, "node_modules", name, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
}

/** A dialect in JavaScript: DuckDB's ways by the kit, under another name. */
const body = (types: string) => `{
  portVersion: 1,
  types: ${types},
  define: (kit, type) => ({
    connect: () => ({ type }),
    dialect: {
      name: type, quoteCharacter: '"', folding: "lower",
      capabilities: { transactions: "ddl", replaceTable: "rename", replaceView: "rename", merge: "none",
        viewsSurviveTableSwap: true, databaseInForeignKeys: false, maxIdentifierLength: 63 },
      ddl: kit.standardDdl({ name: type, quoteCharacter: '"', folding: "lower" }, 63),
      strategies: { names: ["append"], keyed: "append", plain: "append", microbatch: "merge" },
      snapshots: kit.standardSnapshots,
      templates: { ...kit.standardTemplates, prefixes: [type, "default"], columnName: "Column",
        relations: () => "select 1", maxIdentifierLength: 63 },
      profile: { defaultSchema: "main", aliases: {} },
    },
  }),
}`;

const load = (type: string, ...names: readonly string[]) =>
  loadAdapter({ type, packages: names.map((name) => ({ name, at })), at }, root, importModule);

test.each([
  ["an ES module", { type: "module", exports: "./i.js" }, "export const adapter ="],
  [
    "what can only be imported",
    { type: "module", exports: { ".": { types: "./i.d.ts", import: "./i.js" } } },
    "export const adapter =",
  ],
  ["CommonJS", { main: "i.js" }, "module.exports.adapter ="],
  ["CommonJS as compilers write it", { main: "i.js" }, "Object.assign(exports, { adapter:"],
])("a package that is %s", async (title, manifest, head) => {
  const name = `ptx-${title.replaceAll(" ", "-").toLowerCase()}`;
  install(name, manifest, {
    "i.js": `${head} ${body('["one", "two"]')}${head.endsWith(":") ? "})" : ""}`,
  });
  const loaded = await load("two", name);
  expect(loaded).toMatchObject({ packageName: name, dialect: { name: "two" } });
  expect(loaded.stamp).toContain("1.2.3");
  expect(loaded.dialect.ddl.drop("view", '"v"')).toBe('drop view if exists "v"');
});

test("the first package that has the type answers; a path stands for a package in the project", async () => {
  install("ptx-other", { main: "i.js" }, { "i.js": `exports.adapter = ${body('["other"]')}` });
  mkdirSync(join(root, "adapters"), { recursive: true });
  writeFileSync(join(root, "adapters/own.cjs"), `exports.adapter = ${body('["own"]')}`);
  const loaded = await load("own", "ptx-other", "./adapters/own.cjs");
  expect(loaded.packageName).toBe("./adapters/own.cjs");
});

const refusals: readonly (readonly [string, string, string, RegExp])[] = [
  ["no export", "exports.nothing = 1", "PTX4016", /exports no `adapter`/],
  ["no port", "exports.adapter = {}", "PTX4016", /no `portVersion`/],
  ["a newer port", "exports.adapter = { portVersion: 99 }", "PTX4017", /version 99 .* has 1$/],
  ["no types", "exports.adapter = { portVersion: 1 }", "PTX4016", /names no `types`/],
  [
    "no definition",
    "exports.adapter = { portVersion: 1, types: ['x'] }",
    "PTX4016",
    /no function `define`/,
  ],
  [
    "a definition that fails",
    "exports.adapter = { portVersion: 1, types: ['x'], define() { throw new Error('oh no') } }",
    "PTX4016",
    /failed while it defined "x": oh no/,
  ],
  [
    "no connect",
    "exports.adapter = { portVersion: 1, types: ['x'], define: () => ({}) }",
    "PTX4016",
    /without a function `connect`/,
  ],
  [
    "half a dialect",
    `const { define, ...rest } = ${body('["x"]')}; exports.adapter = { ...rest, define: (kit, type) => {
      const { dialect, connect } = define(kit, type);
      const { drop, ...ddl } = dialect.ddl;
      return { connect, dialect: { ...dialect, ddl } };
    } }`,
    "PTX4016",
    /without dialect\.ddl\.drop \(function\)$/,
  ],
  [
    "a dialect of another name",
    `const { define, ...rest } = ${body('["x"]')}; exports.adapter = { ...rest, define: (kit) => define(kit, "y") }`,
    "PTX4016",
    /dialect that is named "y"/,
  ],
  ["no JavaScript", "this is not", "PTX4016", /cannot be loaded/],
  ["no such type", `exports.adapter = ${body('["y", "z"]')}`, "PTX4004", /no adapter of type "x"/],
];

test.each(refusals)("a package with %s is refused", async (title, text, code, message) => {
  const name = `ptx-bad-${title.replaceAll(" ", "-")}`;
  install(name, { main: "i.js" }, { "i.js": text });
  const [diagnostic] = await load("x", name).then(
    () => [],
    (error) => diagnosticsOf(error) ?? [],
  );
  expect(diagnostic).toMatchObject({ code, at });
  expect(diagnostic?.message).toMatch(message);
  expect(diagnostic?.hint).toBeTruthy();
});

test("a package that is not there is refused with what to type", async () => {
  const [diagnostic] = (await load("x", "ptx-absent").catch(
    (error) => diagnosticsOf(error) ?? [],
  )) as readonly { code: string; hint?: string }[];
  expect(diagnostic).toMatchObject({
    code: "PTX4015",
    at,
    hint: `Run in ${root}: npm install ptx-absent`,
  });
});

test("an adapter that lacks a method is refused when it connects", async () => {
  const half: AdapterPackage = {
    portVersion: 1,
    types: ["half"],
    define: () => ({ dialect: { ...duckdb, name: "half" }, connect: () => ({}) as never }),
  };
  const loaded = adapterAmong([half], "half");
  const target = {
    profileName: "p",
    name: "t",
    type: "half",
    schema: "main",
    database: undefined,
    threads: 1,
    settings: {},
    file: undefined,
  };
  await expect(connectTo(target, { root }, loaded)).rejects.toThrow(
    /lacks adapter\.type \(string\), .* and 6 more/,
  );
});
