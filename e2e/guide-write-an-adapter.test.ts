/** The package that docs/guide/write-an-adapter.md builds is a package, and does what the guide says. */
import { readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { transformSync } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TemporaryProject } from "./in-process.ts";

const guide = readFileSync(
  resolve(import.meta.dirname, "../docs/guide/write-an-adapter.md"),
  "utf8",
);
const blocks = [...guide.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)].map(
  ([, language = "", path, text = ""]) => ({ language, path, text }),
);

const project = new TemporaryProject();
beforeAll(() => {
  for (const { path, text } of blocks) {
    if (path === undefined) continue;
    project.write({ [path]: text });
    if (!path.endsWith(".ts")) continue;
    // What `npm run build` of the package does.
    const { code } = transformSync(text, { loader: "ts", format: "esm" });
    project.write({ [path.replace("/src/", "/dist/").replace(/ts$/, "js")]: code });
  }
  const driver = createRequire(import.meta.url).resolve("node-sqlite3-wasm/package.json");
  symlinkSync(dirname(driver), join(project.folder, "node_modules/node-sqlite3-wasm"));
});
afterAll(() => project.remove());

const commands = blocks
  .filter(({ language }) => language === "console")
  .map(({ text }) => {
    const [command = "", ...lines] = text.trimEnd().split("\n");
    return { command: command.replace(/^\$ ptx /, ""), lines };
  });

test("there are examples", () => {
  expect(blocks.filter(({ path }) => path !== undefined).length).toBe(6);
  expect(commands).toHaveLength(2);
});

test.each(commands)("ptx $command", async ({ command, lines }) => {
  const { code, out, err } = await project.ptx(...command.split(" "));
  expect(code, err).toBe(0);
  for (const line of lines) expect(out + err).toContain(line);
});

test("a setting that the package does not list is refused", async () => {
  const profile = readFileSync(join(project.folder, "profiles.yml"), "utf8");
  project.write({ "profiles.yml": profile.replace("path:", "paht:") });
  const { code, err } = await project.ptx("ls");
  expect(code).toBe(2);
  expect(err).toMatch(/PTX4005 the target has no setting `paht`[\s\S]*Did you mean `path`/);
});
