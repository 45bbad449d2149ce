import { defineConfig } from "vitest/config";

const suite = new URL("e2e/conformance/public.ts", import.meta.url).pathname;

export default defineConfig({
  // As package.json has it, without building it.
  resolve: { alias: { "ptx/conformance": suite } },
  test: {
    include: ["src/**/*.test.ts", "scripts/**/*.test.ts", "e2e/**/*.test.ts"],
    // These need servers: `npm run test:warehouses`.
    exclude: ["**/node_modules/**", "e2e/conformance/run/**", "e2e/warehouses/**"],
    globalSetup: ["scripts/validators.mjs"],
    // Threads start faster than processes; more of them than cores only wait for each other.
    pool: "threads",
    maxWorkers: "100%",
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
