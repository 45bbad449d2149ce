/** Recommendations on later purchases of a generated shop, beside bestsellers and the same method in numpy. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { atLeast, equal, near, told } from "../proof.mjs";
import { projectIn, ptx, rowsOf } from "../ptx.mjs";
import { pythonJson, statistics } from "../venv.mjs";

export const title = "Behaviour: recommendations on later purchases";
export const about =
  "5,000 people of a generated shop (seed 11), each with two planted tastes: learned from the purchases before October 2025, judged by the new products of the three months after, five places each. numpy computes the same method with matrices.";

const repository = fileURLToPath(new URL("../../..", import.meta.url));

export async function prove({ work }) {
  const folder = projectIn(work, import.meta.url);
  const shop = ["scripts/generate-shop/main.ts", "--customers", "5000", "--seed", "11"];
  const tsx = `${repository}node_modules/tsx/dist/cli.mjs`;
  execFileSync(process.execPath, [tsx, ...shop, "--out", `${work}/shop`], { cwd: repository });
  const { seconds, output } = await ptx(folder, "build");
  if (!output.includes("ERROR=0")) throw new Error(output);

  const database = `${folder}/proof.duckdb`;
  const rows = await rowsOf(database, "select customer_id, product_id, is_known from purchases");
  const lines = rows.map((row) => [row.customer_id, row.product_id, row.is_known].join(","));
  writeFileSync(`${work}/purchases.csv`, ["customer_id,product_id,is_known", ...lines].join("\n"));
  const script = fileURLToPath(new URL("reference.py", import.meta.url));
  const theirs = pythonJson(statistics(), script, [`${work}/purchases.csv`]);

  const quality = async (model) => {
    const [row] = await rowsOf(database, `select * from ${model}_quality where k = 5`);
    return {
      customers: Number(row.customers),
      hits: Number(row.hit_rate),
      recall: Number(row.recall),
    };
  };
  const ours = await quality("recommended");
  const base = await quality("bestsellers");
  return [
    equal("customers with a new product later", ours.customers, theirs.customers, theirs.customers),
    near("hit rate, as numpy's", ours.hits, theirs.bm25[0], 0.005, theirs.bm25[0]),
    near("recall, as numpy's", ours.recall, theirs.bm25[1], 0.005, theirs.bm25[1]),
    near("hit rate of bestsellers", base.hits, theirs.bestsellers[0], 0.005, theirs.bestsellers[0]),
    atLeast("hit rate, against 1.5 times that of bestsellers", ours.hits, 1.5 * base.hits),
    told("hit rate and recall of a plain cosine", "", theirs.cosine),
    told("seconds: whole build", seconds),
  ];
}
