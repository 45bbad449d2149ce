/**
 * Bundles ptx into `dist/`: the command line and the library, with shared chunks, so that starting
 * a command loads one small file rather than some hundreds. Works offline and without git.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { writeValidators } from "./validators.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

/** Loaded by `import()` when a command needs them; some are large, some native, some optional. */
const external = [
  "@duckdb/node-api",
  "@google-cloud/bigquery",
  "snowflake-sdk",
  "sql-formatter",
  // Only nunjucks' file watcher asks for it, which ptx does not use.
  "chokidar",
];

writeValidators();
try {
  const { metafile } = await bundle();
  removeStale(Object.keys(metafile.outputs));
  writeLicences(Object.keys(metafile.inputs));
} catch (error) {
  if (error.errors === undefined) throw error;
  // esbuild has said why; the last good bundle stays.
  process.exitCode = 1;
}

function bundle() {
  return build({
    absWorkingDir: root,
    entryPoints: { cli: "src/cli/main.ts", index: "src/index.ts" },
    outdir: "dist",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.11",
    external,
    define: { PTX_VERSION: JSON.stringify(version) },
    // Names stay, so that the stack of a bug can be read.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    // What the bundled CommonJS packages expect to find; made when one of them first asks.
    banner: {
      js: 'import{createRequire}from"node:module";let requireOfNode;const require=(id)=>(requireOfNode??=createRequire(import.meta.url))(id);',
    },
    logLevel: "warning",
    metafile: true,
  });
}

/** The licences of the packages whose code is in the bundle. */
function writeLicences(inputs) {
  const packages = inputs.flatMap(
    (path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  const texts = [...new Set(packages)].sort().map((name) => {
    const folder = `${root}node_modules/${name}`;
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no licence file`);
    return `${name}\n${"=".repeat(name.length)}\n\n${readFileSync(`${folder}/${file}`, "utf8").trim()}\n`;
  });
  writeFileSync(`${root}dist/THIRD-PARTY.txt`, texts.join("\n\n"));
}

/** Chunks are named by their content: those of earlier builds would pile up. */
function removeStale(outputs) {
  const current = new Set(outputs.map((path) => path.replace("dist/", "")));
  for (const file of readdirSync(`${root}dist`)) {
    if (file.endsWith(".js") && !current.has(file)) rmSync(`${root}dist/${file}`);
  }
}
