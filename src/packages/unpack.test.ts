import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { nodeFiles } from "../cli/node-files.ts";
import { nodeFolders } from "../cli/node-folders.ts";
import { project, workFolder, write } from "../cli/testing/package-world.ts";
import { type Member, tarOf } from "./testing/tar.ts";
import { unpackPackage } from "./unpack.ts";

const work = workFolder();
afterAll(work.remove);

const io = { files: nodeFiles, folders: nodeFolders };
let count = 0;

function unpacked(bytes: Uint8Array): string {
  count += 1;
  const folder = join(work.folder, `case${count}`, "package");
  mkdirSync(join(folder, ".."));
  unpackPackage({ bytes, shown: "https://example.com/p.tar.gz", at: undefined }, folder, io);
  return folder;
}

const packed = (...members: (Member | readonly [string, string])[]): Uint8Array =>
  gzipSync(tarOf([["p/dbt_project.yml", "name: p"], ...members]));

test("an archive of the tar program: long names, links, empty folders", () => {
  const source = join(work.folder, "source");
  const long = `models/${"long_folder_name/".repeat(12)}${"x".repeat(120)}.sql`;
  write(join(source, "p"), { ...project("p"), [long]: "select 1", "models/größe.sql": "select 2" });
  symlinkSync("p.sql", join(source, "p/macros/link.sql"));
  for (const format of ["gnu", "pax", "ustar"]) {
    const exclude = format === "ustar" ? ["--exclude", "*long_folder*"] : [];
    const bytes = execFileSync("tar", ["cz", `--format=${format}`, ...exclude, "-C", source, "p"]);
    const folder = unpacked(bytes);
    expect(readFileSync(join(folder, "models/größe.sql"), "utf8")).toBe("select 2");
    expect(existsSync(join(folder, long))).toBe(format !== "ustar");
    expect(lstatSync(join(folder, "macros/link.sql")).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, "macros/link.sql"), "utf8")).toContain("macro p()");
  }
});

test("a project at the top of the archive", () => {
  const bytes = gzipSync(
    tarOf([
      ["dbt_project.yml", "name: p"],
      ["models/a.sql", "select 1"],
    ]),
  );
  expect(readdirSync(unpacked(bytes)).sort()).toEqual(["dbt_project.yml", "models"]);
});

test.each([
  ["a path upwards", packed(["p/../../evil", "x"])],
  ["a path from the root", packed(["/tmp/evil", "x"])],
  ["a path with backslashes", packed(["p\\..\\evil", "x"])],
  ["a link upwards", packed({ path: "p/l", flag: "2", target: "../../evil" })],
  ["a link to the root", packed({ path: "p/l", flag: "2", target: "/etc/passwd" })],
  ["a hard link out", packed({ path: "p/l", flag: "1", target: "../../evil" })],
  ["a file behind a link", packed({ path: "p/l", flag: "2", target: "m" }, ["p/l/evil", "x"])],
  ["a long name upwards", packed({ path: "n", flag: "L", data: "../evil\0" }, ["p/n", "x"])],
  ["a device", packed({ path: "p/d", flag: "3" })],
])("%s is refused, and nothing is written", (_, bytes) => {
  expect(() => unpacked(bytes)).toThrow(/^https:\/\/example.com\/p.tar.gz: the archive /);
  expect(readdirSync(join(work.folder, `case${count}`))).toEqual([]);
  expect(existsSync(join(work.folder, "evil"))).toBe(false);
});

test.each([
  ["no gzip", new TextEncoder().encode("<html>not found</html>"), "is no .tar.gz"],
  ["no tar", gzipSync(new Uint8Array(1024).fill(65)), "the archive is damaged"],
  ["cut off", gzipSync(tarOf([["p/a", "x".repeat(5000)]]).subarray(0, 2000)), "it ends too early"],
  [
    "two folders",
    gzipSync(
      tarOf([
        ["p/a", "x"],
        ["q/a", "x"],
      ]),
    ),
    "does not hold one folder",
  ],
])("%s", (_, bytes, message) => {
  expect(() => unpacked(bytes)).toThrow(message);
});
