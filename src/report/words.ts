/** Numbers, durations and plurals, the same in every report. */
import type { ResourceType } from "../core/node.ts";

/** `1043` → `1,043`. */
export function thousands(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 model`, `2 models`; irregular plurals are given. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${thousands(count)} ${count === 1 ? noun : plural}`;
}

/** `0.09s`, `12.3s`, `2m 05s`, `1h 02m`. */
export function brief(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(2)}s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  if (hours > 0) return `${hours}h ${String(minutes).padStart(2, "0")}m`;
  return `${minutes}m ${String(whole % 60).padStart(2, "0")}s`;
}

/** For sentences: `0.3 s`, `3.1 s`, `2 min 5 s`, `1 h 2 min`. */
export function spoken(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 0.1) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${whole % 60} s`;
}

/** `a, b, c and 4 more`. */
export function listed(names: readonly string[], most = 5): string {
  // One more name is as short as saying that there is one more.
  if (names.length <= most + 1) return names.join(", ");
  return `${names.slice(0, most).join(", ")} and ${counted(names.length - most, "more", "more")}`;
}

type Countable = ResourceType | "unit_test";

/** In the order in which a reader thinks of them: what is loaded, what is built, what is checked. */
const nouns: Readonly<Record<Countable, string>> = {
  seed: "seed",
  model: "model",
  function: "function",
  snapshot: "snapshot",
  analysis: "analysis",
  test: "data test",
  unit_test: "unit test",
  source: "source",
  exposure: "exposure",
  semantic_model: "semantic model",
  metric: "metric",
  saved_query: "saved query",
  operation: "project hook",
  sql_operation: "operation",
};

const plurals: Readonly<Record<string, string>> = {
  analysis: "analyses",
  "saved query": "saved queries",
};

/** `12 seeds, 41 models, 187 data tests`. */
export function inventory(counts: Readonly<Partial<Record<Countable, number>>>): string {
  const parts: string[] = [];
  for (const [kind, noun] of Object.entries(nouns)) {
    const count = counts[kind as Countable] ?? 0;
    if (count > 0) parts.push(counted(count, noun, plurals[noun]));
  }
  return parts.length === 0 ? "no nodes" : parts.join(", ");
}
