/** The tests that need servers; `npm run test:warehouses` starts them. */
import { defineConfig } from "vitest/config";

const suite = new URL("e2e/conformance/public.ts", import.meta.url).pathname;

export default defineConfig({
  // As package.json has it, without building it.
  resolve: { alias: { "ptx/conformance": suite } },
  test: {
    include: ["e2e/conformance/run/*.test.ts", "e2e/warehouses/**/*.test.ts"],
    globalSetup: ["scripts/validators.mjs"],
    // As the command line has it: src/cli/driver-environment.ts.
    env: {
      SNOWFLAKE_DISABLE_PLATFORM_DETECTION: "true",
      SNOWFLAKE_DISABLE_MINICORE: "true",
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    },
    // The client of Snowflake sets the umask when it uploads files, which threads may not.
    pool: "forks",
    maxWorkers: "100%",
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
