/**
 * The reference implementations, in Python environments of their own with pinned versions, made when they
 * are first needed (bench/.work/<name>).
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const packages = {
  statistics: [
    "lifetimes==0.11.3",
    "numpy==1.26.4",
    "pandas==2.0.3",
    "scikit-learn==1.5.2",
    "scipy==1.11.4",
    "statsmodels==0.14.4",
    "duckdb==1.1.3",
  ],
  linkage: ["duckdb==2.0.0", "splink==5.0.0"],
};

/** The path of a Python with the packages of one name; installs it where it is missing or other. */
function environment(name) {
  const folder = fileURLToPath(new URL(`../.work/${name}`, import.meta.url));
  const python = `${folder}/bin/python`;
  const stamp = `${folder}/packages.txt`;
  const wanted = `${packages[name].join("\n")}\n`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return python;
  execFileSync("python3", ["-m", "venv", "--clear", folder], { stdio: "inherit" });
  execFileSync(python, ["-m", "pip", "install", "--quiet", ...packages[name]], {
    stdio: "inherit",
  });
  writeFileSync(stamp, wanted);
  return python;
}

/** A Python with Lifetimes, scikit-learn and statsmodels. */
export const statistics = () => environment("statistics");

/** A Python with Splink. */
export const linkage = () => environment("linkage");

/** What a script prints, as JSON. */
export function pythonJson(python, script, args = []) {
  return JSON.parse(
    execFileSync(python, [script, ...args], { encoding: "utf8", maxBuffer: 1 << 28 }),
  );
}
