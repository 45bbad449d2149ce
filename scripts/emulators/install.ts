/** Commands that put programs in place, told and run to their end. */
import { spawnSync } from "node:child_process";

export const isRoot = process.getuid?.() === 0;

/** @throws Error with what the command printed, when it fails. */
export function run(command: string, args: readonly string[], input?: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    input,
    maxBuffer: 1 << 26,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}\n${stderr}`);
  return stdout;
}

export function works(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Installs packages of Debian. @throws Error where only root may, or another system is used. */
export function aptInstall(...packages: readonly string[]): void {
  const wanted = packages.join(" ");
  if (!isRoot || !works("apt-get", ["--version"])) {
    throw new Error(`the tests of the warehouses need ${wanted}: apt-get install ${wanted}`);
  }
  tell(`installing ${wanted}`);
  const quiet = ["-qq", "-y", "--no-install-recommends"];
  run("apt-get", ["update", "-qq"]);
  run("env", ["DEBIAN_FRONTEND=noninteractive", "apt-get", "install", ...quiet, ...packages]);
}
