/**
 * The floor of a build: the statements of a compiled project, one after the other on one
 * connection, with nothing around them. Prints its seconds.
 *
 * Usage: node bench/floor.mjs FOLDER, after `ptx compile` there
 */
import { readFileSync, rmSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";

const folder = process.argv[2];
const { nodes } = JSON.parse(readFileSync(`${folder}/target/manifest.json`, "utf8"));
const database = `${folder}/floor.duckdb`;
rmSync(database, { force: true });

const of = (type) => Object.values(nodes).filter(({ resource_type }) => resource_type === type);
const statements = [
  ...of("seed").map(
    ({ name, original_file_path: file }) =>
      `create or replace table "${name}" as select * from read_csv('${folder}/${file}')`,
  ),
  ...inOrder(of("model")).map(
    (node) => `create or replace ${node.config.materialized} "${node.name}" as ${compiled(node)}`,
  ),
  ...of("test").map((node) => `select count(*) from (${compiled(node)})`),
];

const started = performance.now();
const instance = await DuckDBInstance.create(database);
const connection = await instance.connect();
for (const sql of statements) await connection.runAndReadAll(sql);
console.log(((performance.now() - started) / 1000).toFixed(3));

/** The compiled SQL without the name of the project's own database, which the floor's replaces. */
function compiled({ resource_type: type, package_name: project, original_file_path: file, path }) {
  const below = type === "test" ? `${file}/${path}` : file;
  const sql = readFileSync(`${folder}/target/compiled/${project}/${below}`, "utf8");
  return sql.replaceAll('"bench"."main".', "");
}

function inOrder(models) {
  const ids = new Map(models.map((model) => [model.unique_id, model]));
  const ordered = new Set();
  const visit = (id) => {
    const model = ids.get(id);
    if (model === undefined || ordered.has(model)) return;
    for (const parent of model.depends_on.nodes) visit(parent);
    ordered.add(model);
  };
  for (const id of ids.keys()) visit(id);
  return [...ordered];
}
