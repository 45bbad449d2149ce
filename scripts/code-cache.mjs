/**
 * Compiles the bundle ahead: runs a few commands on the project template and keeps the code that V8
 * has compiled for them in `dist/cli.cache`, which spares each start that work (`bin/ptx.cjs`). V8
 * rejects the file when Node or its flags are others; ptx then starts as fast as without it.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { codeCache, compile, prepareNode, run } = createRequire(import.meta.url)("../bin/ptx.cjs");

prepareNode();
const script = compile();
await warmUp(run(script).main);
writeFileSync(codeCache, script.createCachedData());

/** Runs what people run most; what is not met here is compiled when first used, as ever. */
async function warmUp(main) {
  const folder = mkdtempSync(join(tmpdir(), "ptx-code-cache-"));
  try {
    process.chdir(folder);
    await succeed("init", "shop");
    process.chdir("shop");
    for (const command of ["parse", "build", "compile", "ls"]) await succeed(command);
  } finally {
    process.chdir(root);
    rmSync(folder, { recursive: true, force: true });
  }

  async function succeed(...args) {
    const code = await main(args);
    if (code !== 0) throw new Error(`ptx ${args.join(" ")} ended with ${code}`);
  }
}
