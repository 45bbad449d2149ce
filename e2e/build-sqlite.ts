/** Compiles the example of an adapter in a package, as its own `npm run build` would. */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export const sqliteFolder = fileURLToPath(new URL("../examples/ptx-sqlite/", import.meta.url));

export async function buildSqlite(): Promise<void> {
  await build({
    absWorkingDir: sqliteFolder,
    entryPoints: ["src/index.ts"],
    outdir: "dist",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.11",
    external: ["node-sqlite3-wasm"],
    logLevel: "warning",
  });
}
