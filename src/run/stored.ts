/** Which tests leave their failing rows in the warehouse. */
import type { AnyNode } from "../core/node.ts";
import { storedAs } from "../data-tests/config.ts";

/** @param flag `--store-failures`. */
export function storesFailures(node: AnyNode, flag: boolean): boolean {
  if (node.resource_type !== "test") return false;
  try {
    return storedAs(node.config, flag) !== undefined;
  } catch {
    return false; // A kind that does not exist is the error of the test when it runs.
  }
}
