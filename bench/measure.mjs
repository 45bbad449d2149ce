/** Runs a process and measures it from outside: seconds on the clock, peak memory. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

const pollMs = 5;

/**
 * @returns Seconds, peak resident MB (`undefined` where there is no `/proc`), and what it printed.
 * @param codes Exit codes that are no failure.
 * @throws When it ends with another exit code; the message holds the end of its output.
 */
export function measure(command, args, { cwd, env = {}, codes = [0] } = {}) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env } });
    let peak;
    let output = "";
    const poll = setInterval(() => {
      peak = peakOf(child.pid) ?? peak;
    }, pollMs);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => {
        output += text;
      });
    }
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(poll);
      const seconds = (performance.now() - started) / 1000;
      if (codes.includes(code)) resolve({ seconds, peak, output });
      else
        reject(
          new Error(`${command} ${args.join(" ")} ended with ${code}:\n${output.slice(-2000)}`),
        );
    });
  });
}

function peakOf(pid) {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    // No /proc here, or the process has just ended.
    return undefined;
  }
}

/** The middle one of several measurements, by time; its memory is the middle of theirs. */
export function median(runs) {
  const middle = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  const peaks = runs.map(({ peak }) => peak).filter((peak) => peak !== undefined);
  return { seconds: middle(runs.map(({ seconds }) => seconds)), peak: middle(peaks) };
}
