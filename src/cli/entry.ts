/** Starts the command line; `bin/ptx.cjs` loads it. */
import { main } from "./main.ts";

process.exitCode = await main(process.argv.slice(2));
