import { describe, expect, test } from "vitest";
import { github } from "./github.ts";
import { json } from "./json.ts";
import { junitXml } from "./junit.ts";
import { masked, maskOf } from "./mask.ts";
import { pretty } from "./pretty.ts";
import { at, done, Memory, noFiles, ran, result } from "./testing/events.ts";

const secret = 'p"a<s>s%\\w:ord&';

describe("no report shows a secret", () => {
  const { events, results } = ran([
    result("model.a", "error", { message: `cannot log in with ${secret}` }),
  ]);
  const all = [...events, done(results)];

  test.each([
    ["text", (to: Memory) => pretty(masked(to, [secret]), { readLine: noFiles })],
    ["annotations", (to: Memory) => github(masked(to, [secret]))],
    [
      "json",
      (to: Memory) =>
        json(masked(to, [secret]), {
          invocationId: "1",
          pid: 1,
          readLine: noFiles,
          now: () => at,
        }),
    ],
  ])("%s", (_, open) => {
    const writer = new Memory();
    const report = open(writer);
    for (const event of all) report(event);
    expect(writer.text).toContain("cannot log in with *****");
    expect(writer.text).not.toMatch(/w:ord|w%3Aord/);
  });

  test("junit", () => {
    const xml = junitXml(
      { type: "run:done", results, ms: 1, at },
      { project: "shop", readLine: noFiles },
    );
    expect(maskOf([secret])(xml)).not.toContain("w:ord");
  });
});

test("longer secrets first, empty ones not at all, the window's width as it is", () => {
  const mask = maskOf(["key", "key-of-all", "", "  "]);
  expect(mask("key, key-of-all, keyhole")).toBe("*****, *****, *****hole");
  expect(maskOf([])("as it is")).toBe("as it is");
  const writer = new Memory({ columns: 50 });
  const safe = masked(writer, ["key"]);
  writer.columns = 40;
  expect(safe.columns).toBe(40);
});
