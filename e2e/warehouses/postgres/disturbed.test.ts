/** Builds over a network that breaks end with the tables of an undisturbed run. */
import { expect, test } from "vitest";
import { disturb } from "../../../scripts/bench-warehouses/faults.ts";
import type { Profile } from "../../../scripts/emulators/server.ts";
import { profile } from "./rig.ts";

test.each([4, 5])("faults of seed %i", { timeout: 120_000 }, async (seed) => {
  const { different, log } = await disturb(profile() as Profile, { rounds: 5, share: 0.1, seed });
  expect(different, log.join("\n")).toEqual([]);
  expect(log.length).toBeGreaterThan(10);
});
