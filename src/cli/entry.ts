/** Starts the command line; `bin/ptx.cjs` loads it. */
import { prepareDrivers } from "./driver-environment.ts";
import { main } from "./main.ts";

prepareDrivers();
process.exitCode = await main(process.argv.slice(2));
