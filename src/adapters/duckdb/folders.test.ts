import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { replaceFolder } from "./folders.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ptx-folders-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const at = (name: string): string => join(root, name);

function folder(name: string, file: string): void {
  mkdirSync(at(name));
  writeFileSync(join(at(name), file), "");
}

test("the new folder is there as a whole, and nothing of the old one", async () => {
  folder("out", "old");
  folder("out__ptx_new", "new");
  await replaceFolder(`${at("out")}/`, at("out__ptx_new"));
  expect(readdirSync(root)).toEqual(["out"]);
  expect(readdirSync(at("out"))).toEqual(["new"]);
});

test("a first folder has nothing to replace", async () => {
  folder("out__ptx_new", "new");
  await replaceFolder(at("out"), at("out__ptx_new"));
  expect(readdirSync(at("out"))).toEqual(["new"]);
});

test("killed between the two renames: the old folder comes back", async () => {
  folder("out", "old");
  renameSync(at("out"), at("out__ptx_old"));
  await replaceFolder(at("out"), undefined);
  expect(readdirSync(at("out"))).toEqual(["old"]);
  expect(existsSync(at("out__ptx_old"))).toBe(false);
});

test("killed before the old one was removed: the new folder stays", async () => {
  folder("out", "new");
  folder("out__ptx_old", "old");
  await replaceFolder(at("out"), undefined);
  expect(readdirSync(root)).toEqual(["out"]);
  expect(readdirSync(at("out"))).toEqual(["new"]);
});

test("what the file system refuses is told, and leaves the old folder", async () => {
  folder("out", "old");
  await expect(replaceFolder(at("out"), at("nothing_built"))).rejects.toMatchObject({
    diagnostic: { code: "PTX4018" },
  });
  await replaceFolder(at("out"), undefined);
  expect(readdirSync(at("out"))).toEqual(["old"]);
});
