/** The suite on a warehouse whose server `npm run test:warehouses` started. */
import { describe, test } from "vitest";
import type { Profile } from "../../../scripts/emulators/server.ts";
import type { WarehouseName } from "../behaviour.ts";
import { builtIn } from "../built-in.ts";
import { conformance } from "../suite.ts";

export function onStarted(warehouse: WarehouseName): void {
  const profiles = process.env["PTX_TEST_PROFILES"];
  if (profiles === undefined) throw new Error("Run this by `npm run test:warehouses`.");
  const profile = (JSON.parse(profiles) as Record<string, Profile>)[warehouse];
  if (!profile) throw new Error(`no server for ${warehouse} was started`);
  conformance(builtIn(warehouse), profile, { describe, test });
}
