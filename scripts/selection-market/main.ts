/**
 * A project of some hundred nodes, as a company of several teams has it: what `ptx ls` and `dbt ls`
 * select from it is compared. Drawn from a seed; the same at every run.
 *
 * usage: tsx scripts/selection-market/main.ts FOLDER
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { files } from "./drawing.ts";
// Each draws its part when it is loaded, in this order.
import "./layers.ts";
import "./around.ts";
import "./settings.ts";

/** The files of the project by path. */
export const marketFiles: Readonly<Record<string, string>> = files;

/** Writes the project into a folder. */
function writeMarket(folder: string): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const [, script, folder] = process.argv;
if (
  script !== undefined &&
  folder !== undefined &&
  import.meta.url === pathToFileURL(script).href
) {
  writeMarket(folder);
}
