/** Drivers of warehouses: installed by those who use them, loaded when a profile names one. */
import { PtxError } from "../core/error.ts";

/** The second is what `require` says, which the command line's bundle has for `import`. */
const codes: readonly unknown[] = ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"];

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && codes.includes(error.code);

/**
 * Loads a driver.
 *
 * @param packages What to install for it, with versions: `pg@8.23.1`.
 * @throws PtxError PTX4013 when it is not installed; what else goes wrong as it is.
 */
export async function loadDriver<T>(
  load: () => Promise<T>,
  warehouse: string,
  packages: readonly string[],
): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new PtxError("PTX4013", `the driver for ${warehouse} is not installed`, {
      cause,
      hint: `Run: npm install ${packages.join(" ")}`,
    });
  }
}
