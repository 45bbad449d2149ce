/** Folders of files that a model writes: a new one takes the place of the old one as a whole. */
import { rename, rm, stat } from "node:fs/promises";
import { PtxError } from "../../core/error.ts";

const bare = (folder: string): string => folder.replace(/\/+$/, "");

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

/**
 * Moves `built` to `target`; what was there is removed after it. A process that is killed leaves the
 * old folder or the new one: which of them it is, is put right when this is called again, with or
 * without something new.
 *
 * @throws PtxError PTX4018 when the file system refuses.
 */
export async function replaceFolder(target: string, built: string | undefined): Promise<void> {
  const place = bare(target);
  const aside = `${place}__ptx_old`;
  try {
    if (!(await exists(place)) && (await exists(aside))) await rename(aside, place);
    await rm(aside, { recursive: true, force: true });
    if (built === undefined) return;
    const replaces = await exists(place);
    if (replaces) await rename(place, aside);
    await rename(bare(built), place);
    if (replaces) await rm(aside, { recursive: true, force: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PtxError("PTX4018", `the folder ${place} cannot be replaced: ${reason}`, {
      cause,
      hint: "Give yourself the right to write to the folder above it; what was there is kept there or in the folder that ends in `__ptx_old`.",
    });
  }
}
