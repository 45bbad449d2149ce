/** The examples of docs/guide/unit-tests.md are a project, and its commands say what the guide says. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TemporaryProject } from "./in-process.ts";

const guide = readFileSync(resolve(import.meta.dirname, "../docs/guide/unit-tests.md"), "utf8");
const blocks = [...guide.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)].map(
  ([, language = "", path, text = ""]) => ({ language, path, text }),
);

const project = new TemporaryProject();
beforeAll(() => {
  project.write({ "project.yml": "name: guide\n" });
  for (const { path, text } of blocks) if (path !== undefined) project.write({ [path]: text });
});
afterAll(() => project.remove());

const commands = blocks
  .filter(({ language }) => language === "console")
  .map(({ text }) => {
    const [command = "", ...lines] = text.trimEnd().split("\n");
    return { command: command.replace(/^\$ ptx /, ""), lines };
  });

test("there are examples", () => {
  expect(blocks.filter(({ path }) => path !== undefined).length).toBeGreaterThan(10);
  expect(commands).toHaveLength(3);
});

test.each(commands)("ptx $command", async ({ command, lines }) => {
  const { out } = await project.ptx(...command.split(" "));
  for (const line of lines) expect(out).toContain(line);
});
