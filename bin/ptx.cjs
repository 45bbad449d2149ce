#!/usr/bin/env node
/*
 * Starts ptx. The one CommonJS file: the size of libuv's thread pool can be set only before the
 * loader of ES modules has started it. Every running DuckDB query holds a thread of that pool, so
 * with the default of 4 the reading of files would wait behind queries.
 */
"use strict";

const oldest = [20, 11];

function main(args) {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
    fail(`ptx needs Node ${oldest.join(".")} or newer; this is ${process.versions.node}.`);
    return;
  }
  process.env.UV_THREADPOOL_SIZE ||= "16";
  if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
    process.stdout.write(`ptx ${require("../package.json").version}\n`);
    return;
  }
  // Most runs end before optimized code pays for its making, and before the heap has grown by steps.
  const { setFlagsFromString } = require("node:v8");
  setFlagsFromString("--interrupt-budget=1000000");
  setFlagsFromString("--min-semi-space-size=16");
  // Keeps compiled code between starts, where Node knows how (22.1 and newer).
  require("node:module").enableCompileCache?.();
  import("../dist/cli.js").then(({ main: run }) => run(args)).then(exit, notStarted);
}

function exit(code) {
  process.exitCode = code;
}

function notStarted(error) {
  const { existsSync } = require("node:fs");
  const { join } = require("node:path");
  if (existsSync(join(__dirname, "..", "dist", "cli.js"))) throw error;
  fail("ptx is not built: run `npm run build` in its folder, or install the package again.");
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}

main(process.argv.slice(2));
