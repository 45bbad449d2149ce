#!/usr/bin/env node
/*
 * Starts ptx. The one CommonJS file that is written by hand: the size of libuv's thread pool can be
 * set only before the loader of ES modules has started it. Every running DuckDB query holds a thread
 * of that pool, so with the default of 4 the reading of files would wait behind queries.
 */
"use strict";

const { existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const vm = require("node:vm");

const oldest = [20, 11];
const bundle = join(__dirname, "..", "dist", "cli.cjs");
const codeCache = join(__dirname, "..", "dist", "cli.cache");

function start(args) {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
    fail(`ptx needs Node ${oldest.join(".")} or newer; this is ${process.versions.node}.`);
    return;
  }
  if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
    process.stdout.write(`ptx ${require("../package.json").version}\n`);
    return;
  }
  if (!existsSync(bundle)) {
    fail("ptx is not built: run `npm run build` in its folder, or install the package again.");
    return;
  }
  prepareNode();
  const { main, processEnvironment } = loadBundle();
  // Code compiled ahead cannot `import()` in Node 20, and packages with adapters may need it.
  main(
    args,
    processEnvironment((url) => import(url)),
  ).then((code) => {
    process.exitCode = code;
  });
}

/** What must be set before any code of the bundle is compiled. */
function prepareNode() {
  process.env.UV_THREADPOOL_SIZE ||= "16";
  // Most runs end before optimized code pays for its making, and before the heap has grown by steps.
  const { setFlagsFromString } = require("node:v8");
  setFlagsFromString("--interrupt-budget=1000000");
  setFlagsFromString("--semi-space-growth-factor=16");
}

/** The exports of the bundle: from the code compiled at build time where this Node accepts it. */
function loadBundle() {
  if (existsSync(codeCache)) {
    const script = compile(readFileSync(codeCache));
    if (!script.cachedDataRejected) return run(script);
  }
  require("node:module").enableCompileCache?.();
  return require(bundle);
}

/** @param {Buffer | undefined} cachedData What `createCachedData` of an earlier script gave. */
function compile(cachedData) {
  // The bundler writes ASCII, which is read fastest as Latin-1.
  const source = readFileSync(bundle, "latin1");
  const wrapped = `(function (exports, require, module, __filename, __dirname) {${source}\n})`;
  return new vm.Script(wrapped, { filename: bundle, cachedData });
}

function run(script) {
  const module = { exports: {} };
  const requireFromBundle = require("node:module").createRequire(bundle);
  const wrapper = script.runInThisContext();
  wrapper.call(
    module.exports,
    module.exports,
    requireFromBundle,
    module,
    bundle,
    join(bundle, ".."),
  );
  return module.exports;
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}

module.exports = { codeCache, compile, prepareNode, run };
if (require.main === module) start(process.argv.slice(2));
