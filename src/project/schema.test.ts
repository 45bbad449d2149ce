import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Diagnostic, diagnosticsOf } from "../core/error.ts";
import { type Kind, validate } from "./schema.ts";
import { parseYaml } from "./yaml.ts";

/** Each file has one planted mistake (or a few of a kind); the text beside it is what a user sees. */
const folder = new URL("../../fixtures/yaml-errors/", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".yml"));

/** `project-unknown-key.yml` is a project file; what has no such prefix is a property file. */
function kindOf(file: string): Kind {
  const kinds: readonly Kind[] = ["project", "profiles", "selectors", "packages"];
  return kinds.find((kind) => file.startsWith(`${kind}-`)) ?? "properties";
}

function check(file: string): readonly Diagnostic[] {
  try {
    const yaml = parseYaml(readFileSync(new URL(file, folder), "utf8"), file);
    return [...yaml.warnings, ...validate(kindOf(file), yaml, file)];
  } catch (error) {
    return diagnosticsOf(error) ?? [];
  }
}

function shown({ code, severity, message, at, hint }: Diagnostic): string {
  const lines = [`${at?.file}:${at?.line}:${at?.column} ${severity} ${code}`, `  ${message}`];
  return [...lines, ...(hint === undefined ? [] : [`  ${hint}`])].join("\n");
}

test.each(files)("%s", async (file) => {
  const text = `${check(file).map(shown).join("\n")}\n`;
  expect(text).toContain("PTX11");
  const golden = new URL(file.replace(/yml$/, "txt"), folder);
  await expect(text).toMatchFileSnapshot(golden.pathname);
});
