/**
 * Runs one server for as long as its own input stays open. Whoever started it holds the other end:
 * when that process ends, however it ends, the server does too.
 *
 * usage: node keeper.mjs '{"command", "args", "options", "signal"}'
 */
import { spawn } from "node:child_process";

const { command, args, options, signal } = JSON.parse(process.argv[2]);
const server = spawn(command, args, { ...options, stdio: ["ignore", "inherit", "inherit"] });
server.on("error", (error) => {
  console.error(error.message);
  process.exit(127);
});
server.on("exit", (code) => process.exit(code ?? 1));
process.stdin.resume().on("close", () => {
  server.kill(signal);
  setTimeout(() => server.kill("SIGKILL"), 5000);
});
