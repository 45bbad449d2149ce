import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { nodeFiles } from "../cli/node-files.ts";
import { CompiledFiles } from "./compiled-files.ts";

const target = mkdtempSync(join(tmpdir(), "ptx-compiled-"));
afterEach(() => rmSync(target, { recursive: true, force: true }));

function written(path: string, content: string): string {
  const files = new CompiledFiles(nodeFiles, target);
  files.add(path, content);
  expect(files.finish()).toBeUndefined();
  return readFileSync(join(target, path), "utf8");
}

test("a file becomes a folder, and a folder a file, when the project is rearranged", () => {
  expect(written("compiled/shop/models/a.sql", "select 1")).toBe("select 1");
  expect(written("compiled/shop/models/a.sql/b.sql", "select 2")).toBe("select 2");
  expect(written("compiled/shop/models/a.sql", "select 3")).toBe("select 3");
});
