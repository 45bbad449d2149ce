/** Runs all behaviours on one warehouse; what is declared as a gap has to be one. */
import { describe, expect, test } from "vitest";
import type { Profile } from "../../scripts/emulators/server.ts";
import { areas } from "./areas.ts";
import type { Behaviour, WarehouseName } from "./behaviour.ts";
import { World } from "./world.ts";

/** What `npm run test:warehouses` started. */
function profileOf(warehouse: WarehouseName): Profile {
  const profiles = process.env["PTX_TEST_PROFILES"];
  if (profiles === undefined) throw new Error("Run this by `npm run test:warehouses`.");
  const profile = (JSON.parse(profiles) as Record<string, Profile>)[warehouse];
  if (!profile) throw new Error(`no server for ${warehouse} was started`);
  return profile;
}

export function conformance(warehouse: WarehouseName): void {
  const profile = profileOf(warehouse);
  for (const { title, behaviours } of areas) {
    describe(title, () => {
      for (const behaviour of behaviours) {
        const gap = behaviour.gaps?.[warehouse];
        const play = () =>
          attempt(behaviour, new World(warehouse, profile, `${title}: ${behaviour.name}`));
        if (gap === undefined) test(behaviour.name, play);
        else if (!gap.tried) test.skip(`${behaviour.name} (${gap.because})`, play);
        else {
          test(`${behaviour.name} does not work: ${gap.because}`, async () => {
            await expect(play(), "it works: take the gap away").rejects.toThrow();
          });
        }
      }
    });
  }
}

async function attempt({ files, check }: Behaviour, world: World): Promise<void> {
  try {
    if (files) world.write(typeof files === "function" ? files(world) : files);
    await check(world);
  } finally {
    world.end();
  }
}
