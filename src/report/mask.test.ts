import { describe, expect, test } from "vitest";
import { github } from "./github.ts";
import { json } from "./json.ts";
import { junitXml } from "./junit.ts";
import { Mask, masked } from "./mask.ts";
import { pretty } from "./pretty.ts";
import { at, done, Memory, noFiles, ran, result } from "./testing/events.ts";

const secret = 'p"a<s>s%\\w:ord&';

describe("no report shows a secret", () => {
  const { events, results } = ran([
    result("model.a", "error", { message: `cannot log in with ${secret}` }),
  ]);
  const all = [...events, done(results)];

  test.each([
    ["text", (to: Memory) => pretty(masked(to, new Mask([secret])), { readLine: noFiles })],
    ["annotations", (to: Memory) => github(masked(to, new Mask([secret])))],
    [
      "json",
      (to: Memory) =>
        json(masked(to, new Mask([secret])), {
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
    expect(new Mask([secret]).hide(xml)).not.toContain("w:ord");
  });
});

test("longer secrets first, empty ones not at all, the window's width as it is", () => {
  const mask = new Mask(["key", "", "  "]);
  mask.add(["key-of-all"]);
  expect(mask.hide("key, key-of-all, keyhole")).toBe("*****, *****, *****hole");
  expect(new Mask().hide("as it is")).toBe("as it is");
  const writer = new Memory({ columns: 50 });
  const safe = masked(writer, mask);
  writer.columns = 40;
  expect(safe.columns).toBe(40);
});

test.each([
  ["a literal of SQL", "it's", "it''s"],
  ["an address", "a/b c", "a%2Fb%20c"],
  ["a header", "user:pass", Buffer.from("user:pass").toString("base64")],
  ["JSON within JSON", 'a"b', JSON.stringify(JSON.stringify('a"b')).slice(3, -3)],
])("as %s writes it", (_, secret, written) => {
  expect(new Mask([secret]).hide(`<${written}>`)).toBe("<*****>");
});
