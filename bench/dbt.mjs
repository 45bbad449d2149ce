/** The dbt to compare with: one that is given, or one installed into a Python venv. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

const packages = ["dbt-core==1.11.7", "dbt-duckdb==1.11.1"];

/** Path of the `dbt` command. Installing needs Python 3.10 or newer and a package index. */
export function dbtIn(folder) {
  const venv = `${folder}/venv`;
  if (!existsSync(`${venv}/bin/dbt`)) {
    console.log(`Installing ${packages.join(" and ")} …`);
    execFileSync("python3", ["-m", "venv", venv], { stdio: "inherit" });
    execFileSync(`${venv}/bin/pip`, ["install", "--quiet", ...packages], { stdio: "inherit" });
  }
  return `${venv}/bin/dbt`;
}
