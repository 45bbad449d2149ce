/** The examples of the error pages: the first triggers its error, the second is the cure. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { PtxError } from "../core/error.ts";
import { renderNative } from "./native.ts";
import { parseTemplate } from "./parse.ts";
import { renderTemplate, returnFromMacro } from "./render.ts";
import { scanBlocks } from "./scan.ts";
import type { Callable, Value } from "./value.ts";

const folder = new URL("../../docs/errors/", import.meta.url);
const pages = readdirSync(folder).filter((name) => /^PTX3[01]\d\d\.md$/.test(name));

const text: Callable = ([first]) => `${first}`;
const shared: Record<string, Value> = {
  ref: text,
  header: text,
  is_incremental: () => true,
  env_var: ([, fallback]: Value[]) => fallback,
  return: returnFromMacro,
};
/** Names that the example of one page needs. */
const own: Record<string, Record<string, Value>> = {
  "PTX3003.md": { columns: ["a"] },
  "PTX3103.md": { money: text },
};

function codeOf(page: string, example: string): string | undefined {
  const names = { ...own[page], ...shared };
  const scope = { lookup: (name: string): Value => names[name] };
  const value = /: "(.*)"/.exec(example)?.[1];
  try {
    scanBlocks(example, page);
    if (value === undefined) renderTemplate(parseTemplate(example, page), scope);
    else renderNative(value, page, scope);
    return undefined;
  } catch (error) {
    if (error instanceof PtxError) return error.diagnostic.code;
    throw error;
  }
}

test.each(pages)("%s", (page) => {
  const examples = readFileSync(new URL(page, folder), "utf8").matchAll(
    /```jinja\n([\s\S]*?)\n```/g,
  );
  const [wrong = "", right = ""] = [...examples].map(([, example]) => example ?? "");
  expect(codeOf(page, wrong)).toBe(page.replace(".md", ""));
  expect(codeOf(page, right)).toBeUndefined();
});
