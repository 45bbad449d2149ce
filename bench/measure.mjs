/** Runs a process and measures it from outside: seconds on the clock, peak memory. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** The peak never falls, so that the last look is as good as many: each one holds up the process. */
const pollMs = 20;

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

/** The median time of several measurements, and the median of their memory. */
export function median(runs) {
  const middle = (values) => {
    if (values.length === 0) return undefined;
    const sorted = values.toSorted((a, b) => a - b);
    const half = sorted.length >> 1;
    return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  };
  const peaks = runs.map(({ peak }) => peak).filter((peak) => peak !== undefined);
  return { seconds: middle(runs.map(({ seconds }) => seconds)), peak: middle(peaks) };
}
