/**
 * Bundles ptx into `dist/`: the command line as one file with its compiled code beside it, so that
 * starting a command loads that rather than some hundreds; the library as ES modules. Works offline
 * and without git.
 */
import { execFileSync } from "node:child_process";
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
  "google-auth-library",
  "pg",
  "pg-copy-streams",
  "snowflake-sdk",
  "sql-formatter",
  // Only nunjucks' file watcher asks for it, which ptx does not use.
  "chokidar",
];

/** Both bundles: names stay, so that the stack of a bug can be read. */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20.11",
  external,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
};
const PTX_VERSION = JSON.stringify(version);

/**
 * commander loads `child_process` at once, for commands that are programs of their own: ptx has
 * none, and the module costs every start some milliseconds.
 */
const withoutChildProcess = {
  name: "without-child-process",
  setup({ onLoad }) {
    onLoad({ filter: /commander\/lib\/command\.js$/ }, ({ path }) => {
      const line = "const childProcess = require('node:child_process');";
      const text = readFileSync(path, "utf8");
      if (!text.includes(line)) throw new Error(`${path} does not load child_process as expected`);
      return { contents: text.replace(line, "const childProcess = {};"), loader: "js" };
    });
  },
};

writeValidators();
try {
  const metafiles = [await commandLine(), await library()].map(({ metafile }) => metafile);
  removeStale(metafiles.flatMap(({ outputs }) => Object.keys(outputs)));
  writeLicences(metafiles.flatMap(({ inputs }) => Object.keys(inputs)));
  // In a process of its own, since it sets flags of V8; what it prints is of no interest.
  execFileSync(process.execPath, [`${root}scripts/code-cache.mjs`], {
    stdio: ["ignore", "ignore", "inherit"],
  });
} catch (error) {
  if (error.errors === undefined) throw error;
  // esbuild has said why; the last good bundle stays.
  process.exitCode = 1;
}

/** CommonJS, since only that can be loaded with its code compiled (see `bin/ptx.cjs`). */
function commandLine() {
  return build({
    ...common,
    entryPoints: { cli: "src/cli/main.ts" },
    outdir: "dist",
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    plugins: [withoutChildProcess],
    // Code compiled ahead cannot `import()` in Node 20: packages are required when used.
    supported: { "dynamic-import": false },
    define: { PTX_VERSION, "import.meta.url": "fileUrlOfBundle" },
    banner: { js: 'const fileUrlOfBundle=require("node:url").pathToFileURL(__filename).href;' },
  });
}

function library() {
  return build({
    ...common,
    entryPoints: { index: "src/index.ts", conformance: "e2e/conformance/public.ts" },
    outdir: "dist",
    splitting: true,
    format: "esm",
    define: { PTX_VERSION },
    // What the bundled CommonJS packages expect to find; made when one of them first asks.
    banner: {
      js: 'import{createRequire}from"node:module";let requireOfNode;const require=(id)=>(requireOfNode??=createRequire(import.meta.url))(id);',
    },
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
    if (/\.c?js$/.test(file) && !current.has(file)) rmSync(`${root}dist/${file}`);
  }
}
