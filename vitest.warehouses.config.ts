/** The tests that need servers; `npm run test:warehouses` starts them. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["e2e/conformance/run/*.test.ts", "e2e/warehouses/**/*.test.ts"],
    globalSetup: ["scripts/validators.mjs"],
    pool: "threads",
    maxWorkers: "100%",
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
