/** Where the programs of servers are kept between runs: outside of the repository. */
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** `PTX_TEST_CACHE`, or `ptx-tests` in the cache folder of the user. */
function cacheFolder(): string {
  const { PTX_TEST_CACHE, XDG_CACHE_HOME } = process.env;
  return PTX_TEST_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), ".cache"), "ptx-tests");
}

/**
 * A folder of the cache; what is not there yet is made under another name and put in place when it
 * is whole, so that neither a kill nor a second run leaves half of it.
 */
export function cached(name: string, make: (folder: string) => void): string {
  const folder = join(cacheFolder(), name);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  try {
    make(unfinished);
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}
